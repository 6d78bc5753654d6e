using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.Benchmarks.SocketIO;

/// <summary>
/// Speaks just enough Socket.IO 4 over WebSockets, in a process of its own, so that what it costs is not in the measure. The
/// bytes are made beforehand.
/// </summary>
internal sealed partial class Sender
{
    private const string Open = """0{"sid":"s","upgrades":[],"pingInterval":300000,"pingTimeout":300000,"maxPayload":1000000}""";

    /// <summary>Says its port in one line and serves until its input ends.</summary>
    public static async Task<int> RunAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Console.WriteLine(((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture));
        using var stop = new CancellationTokenSource();
        var accepting = AcceptAsync(listener, stop.Token);
        await Console.In.ReadToEndAsync(stop.Token);
        await stop.CancelAsync();
        await accepting;
        return 0;
    }

    /// <summary>An event's text of exactly that size.</summary>
    public static string Event(int size)
    {
        const string Empty = """42["event",{"n":1234567,"text":""}]""";
        return Empty.Insert(Empty.Length - 3, new string('x', size - Empty.Length));
    }

    private static async Task AcceptAsync(TcpListener listener, CancellationToken cancellationToken)
    {
        var served = new List<Task>();
        try
        {
            while (true)
            {
                served.Add(ServeAsync(await listener.AcceptSocketAsync(cancellationToken), cancellationToken));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(served);
        }
    }

    private static async Task ServeAsync(Socket socket, CancellationToken cancellationToken)
    {
        using var owned = socket;
        socket.NoDelay = true;
        await using var stream = new NetworkStream(socket);
        try
        {
            await UpgradeAsync(stream, cancellationToken);
            await stream.WriteAsync(Frame(Open), cancellationToken);
            while (await ReadAsync(stream, cancellationToken) is { } text)
            {
                if (text.StartsWith("40", StringComparison.Ordinal))
                {
                    await stream.WriteAsync(Frame("40{\"sid\":\"a\"}"), cancellationToken);
                }
                else if (Go().Match(text) is { Success: true } go)
                {
                    int Number(string name) => int.Parse(go.Groups[name].Value, CultureInfo.InvariantCulture);
                    Send(socket, new Load(Number("events"), Number("size"), Number("together"), Number("pause")));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // The contender has gone.
        }
    }

    private static void Send(Socket socket, Load load)
    {
        var frame = Frame(Event(load.Size));
        var write = Enumerable.Repeat(frame, load.Together).SelectMany(static bytes => bytes).ToArray();
        for (var left = load.Events; left > 0; left -= load.Together)
        {
            socket.Send(write.AsSpan(0, Math.Min(left, load.Together) * frame.Length));
            if (load.PauseMilliseconds > 0)
            {
                Thread.Sleep(load.PauseMilliseconds);
            }
        }
    }

    private static async Task UpgradeAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var request = new StringBuilder();
        var one = new byte[1];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, cancellationToken);
            request.Append((char)one[0]);
        }

        var key = Key().Match(request.ToString()).Groups["key"].Value;
#pragma warning disable CA5350 // RFC 6455 names it.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"), cancellationToken);
    }

    private static byte[] Frame(string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        var head = payload.Length < 126 ? new byte[] { 0x81, (byte)payload.Length } : [0x81, 126, 0, 0];
        if (head.Length == 4)
        {
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)payload.Length);
        }

        return [.. head, .. payload];
    }

    /// <summary>The next short text of the client; null when it closes.</summary>
    private static async Task<string?> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new byte[6];
        await stream.ReadExactlyAsync(head, cancellationToken);
        var payload = new byte[head[1] & 0x7F];
        await stream.ReadExactlyAsync(payload, cancellationToken);
        for (var index = 0; index < payload.Length; index++)
        {
            payload[index] ^= head[2 + (index % 4)];
        }

        return head[0] == 0x81 ? Encoding.UTF8.GetString(payload) : null;
    }

    [GeneratedRegex("""^42\["go",(?<events>\d+),(?<size>\d+),(?<together>\d+),(?<pause>\d+)\]$""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Go();

    [GeneratedRegex("""Sec-WebSocket-Key: (?<key>[^\r]+)""", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Key();
}
