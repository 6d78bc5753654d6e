using System.Net.Sockets;
using System.Text;
using Gateway.Benchmarks.FanOut.Load;

namespace Gateway.Benchmarks.FanOut.Servers;

/// <summary>One event a line, for the servers that are no gateways.</summary>
internal sealed class LineFeed(int size) : Feed(Encoding.UTF8.GetBytes(Stamp.Payload(size) + "\n"))
{
    protected override async Task ServeAsync(NetworkStream stream, Action isReady, CancellationToken cancellationToken)
    {
        isReady();
        await stream.ReadExactlyAsync(new byte[1], cancellationToken);
    }
}
