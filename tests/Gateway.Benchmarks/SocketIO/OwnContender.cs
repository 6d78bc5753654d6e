using System.Text;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Benchmarks.SocketIO;

/// <summary>The product's client; its receiver copies the payload, as the product does.</summary>
internal sealed class OwnContender : IContender, ISocketIOReceiver
{
    private readonly byte[] _copy = new byte[64 * 1024];
    private readonly Countdown _countdown = new();
    private SocketIOConnection _connection = null!;

    public static async Task<IContender> OpenAsync(Uri url)
    {
        var contender = new OwnContender();
        var options = new SocketIOOptions(url, new TlsOptions(null, null)) { Version = SocketIOVersion.V4 };
        var opening = await new SocketIODialer(options, TimeProvider.System, NullLogger.Instance).OpenAsync(contender, CancellationToken.None);
        contender._connection = opening.Connection ?? throw new InvalidOperationException(opening.Reason!.Message);
        return contender;
    }

    public async Task ReceiveAsync(Load load)
    {
        var done = _countdown.StartAsync(load.Events);
        await _connection.SendAsync(SocketIORequest.Event("/", "go", Encoding.UTF8.GetBytes($"[{load.Events},{load.Size},{load.Together},{load.PauseMilliseconds}]"), wantsAck: false), CancellationToken.None);
        await done;
    }

    public void Event(in SocketIOEvent received)
    {
        received.First.CopyTo(_copy);
        _countdown.Count();
    }

    public void Removed(string namespaceName)
    {
    }

    public void UnclaimedAck(ReadOnlySpan<byte> namespaceName, long id, ReadOnlySpan<byte> args)
    {
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
