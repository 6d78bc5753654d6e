using System.Collections.Concurrent;
using System.Text;
using Gateway.Tests.Fakes;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>Keeps what a server sends.</summary>
internal sealed class RecordingReceiver : ISocketIOReceiver
{
    private readonly ConcurrentQueue<Received> _events = new();

    public IReadOnlyCollection<Received> Events => _events;

    public ConcurrentQueue<string> Removals { get; } = new();

    public ConcurrentQueue<string> Acks { get; } = new();

    /// <summary>What else is done with an event; may throw.</summary>
    public Action<Received>? OnEvent { get; set; }

    public void Event(in SocketIOEvent received)
    {
        var copy = new Received(
            Encoding.UTF8.GetString(received.Namespace), Encoding.UTF8.GetString(received.Name), $"[{Encoding.UTF8.GetString(received.All)}]", received.AckId);
        _events.Enqueue(copy);
        OnEvent?.Invoke(copy);
    }

    public void Removed(string namespaceName) => Removals.Enqueue(namespaceName);

    public void UnclaimedAck(ReadOnlySpan<byte> namespaceName, long id, ReadOnlySpan<byte> args) =>
        Acks.Enqueue($"{Encoding.UTF8.GetString(namespaceName)} {id} {Encoding.UTF8.GetString(args)}");

    public async Task<Received> FirstAsync(string name)
    {
        await Eventually.TrueAsync(() => _events.Any(received => string.Equals(received.Name, name, StringComparison.Ordinal)), $"event '{name}'");
        return _events.First(received => string.Equals(received.Name, name, StringComparison.Ordinal));
    }

    /// <param name="Namespace">Where.</param>
    /// <param name="Name">Which.</param>
    /// <param name="Args">A JSON array.</param>
    /// <param name="AckId">Under which id an answer is wanted.</param>
    internal sealed record Received(string Namespace, string Name, string Args, long? AckId);
}
