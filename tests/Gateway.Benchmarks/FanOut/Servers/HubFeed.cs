using System.Net.Sockets;
using Gateway.Benchmarks.FanOut.Load;

namespace Gateway.Benchmarks.FanOut.Servers;

/// <summary>A hub for the product: as much of a Socket.IO 4 server over WebSockets as its client needs.</summary>
internal sealed class HubFeed(int size) : Feed(ServerFrames.Text($"42[\"event\",{Stamp.Payload(size)}]"))
{
    private static readonly byte[] Open = ServerFrames.Text("""0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":275000,"maxPayload":1000000}""");
    private static readonly byte[] Joined = ServerFrames.Text("40{\"sid\":\"a\"}");

    /// <summary>The product's session is kept by what it hears; the events say enough, but there are pauses.</summary>
    private static readonly byte[] Ping = ServerFrames.Text("2");

    protected override async Task ServeAsync(NetworkStream stream, Action isReady, CancellationToken cancellationToken)
    {
        await ServerFrames.UpgradeAsync(stream, cancellationToken);
        await stream.WriteAsync(Open, cancellationToken);
        while (await ServerFrames.ReadAsync(stream, cancellationToken) is { } text)
        {
            if (text.StartsWith("40", StringComparison.Ordinal))
            {
                await stream.WriteAsync(Joined, cancellationToken);
                await stream.WriteAsync(Ping, cancellationToken);
                isReady();
            }
        }
    }
}
