using System.Text;

namespace Gateway.Benchmarks.FanOut.Servers;

/// <summary>What a client says until it gets the events.</summary>
/// <param name="Path">Where it asks for the upgrade.</param>
/// <param name="Joining">One after the other.</param>
/// <param name="Ping">What it must say every half minute; null: nothing.</param>
internal sealed record Dialect(string Path, IReadOnlyList<DialectStep> Joining, string? Ping)
{
    public static Dialect None { get; } = new("/", [], null);

    public static Dialect SocketIO { get; } = new("/socket.io/?EIO=4&transport=websocket", [new("40", "40{", "42[\"joined\"]")], null);

    public static Dialect SignalR(string path, string join, params string[] await) =>
        new(path, [new("{\"protocol\":\"json\",\"version\":1}\u001e", "{}\u001e"), new(join + '\u001e', await)], "{\"type\":6}\u001e");
}

/// <param name="say">What is said.</param>
/// <param name="await">What must all be in the answer.</param>
internal sealed class DialectStep(string say, params string[] await)
{
    public string Say => say;

    public IReadOnlyList<byte[]> Await { get; } = [.. await.Select(Encoding.UTF8.GetBytes)];
}
