using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Benchmarks.FanOut.Servers;

/// <summary>
/// <c>fanout-raw</c>: the limit. One thread that makes an event's frame once and gives it to each client's socket, one after the
/// other; no queue, no protocol, no care for a client that is slow.
/// </summary>
internal static class RawWriter
{
    private static ImmutableArray<Socket> _clients = [];

    public static async Task<int> RunAsync(int feedPort)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(1_024);
        Console.WriteLine($"listening on: http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        using var stop = new CancellationTokenSource();
        var accepting = AcceptAsync(listener, stop.Token);
        using var feed = new TcpClient();
        await feed.ConnectAsync(IPAddress.Loopback, feedPort);
        using var reader = new StreamReader(feed.GetStream());
        while (ReadLine(reader) is { } line)
        {
            Write(Envelope.Frame(line));
        }

        await stop.CancelAsync();
        await accepting;
        return 0;
    }

    private static string? ReadLine(StreamReader reader)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void Write(byte[] frame)
    {
        foreach (var client in _clients)
        {
            client.Send(frame, SocketFlags.None, out var error);
            if (error != SocketError.Success)
            {
                ImmutableInterlocked.Update(ref _clients, static (clients, gone) => clients.Remove(gone), client);
                client.Dispose();
            }
        }
    }

    private static async Task AcceptAsync(TcpListener listener, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync(cancellationToken);
                socket.NoDelay = true;
                await using var stream = new NetworkStream(socket);
                await ServerFrames.UpgradeAsync(stream, cancellationToken);
                ImmutableInterlocked.Update(ref _clients, static (clients, added) => clients.Add(added), socket);
            }
        }
        catch (OperationCanceledException)
        {
            // Wanted no more.
        }
    }
}
