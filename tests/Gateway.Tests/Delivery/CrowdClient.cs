using System.Buffers.Text;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Delivery;

/// <summary>
/// One of many lean clients at <c>/live</c>: it reads when and as fast as it is told to, and keeps of each event the number
/// which the test put into it as <c>n</c>.
/// </summary>
internal sealed class CrowdClient : IAsyncDisposable
{
    private const byte RecordEnd = 0x1e;

    private readonly Lock _gate = new();
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly CancellationTokenSource _ended = new();
    private readonly HttpMessageInvoker _invoker;
    private readonly ClientWebSocket _socket = new();
    private readonly List<int> _numbers = [];
    private readonly List<int> _shown = [];
    private Task _reading = Task.CompletedTask;
    private byte[] _rest = [];
    private volatile bool _isHurried;
    private int _live;
    private long _bytes;
    private long _conflated;
    private long _dropped;

    private CrowdClient(int receiveBuffer)
    {
        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = receiveBuffer };
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
    }

    /// <summary>How many events it has had, snapshots aside.</summary>
    public int Count => Locked(() => _numbers.Count);

    public long Conflated => Locked(() => _conflated);

    public long Dropped => Locked(() => _dropped);

    /// <summary>Delivered, conflated and dropped together.</summary>
    public long Accounted => Locked(() => _numbers.Count + _conflated + _dropped);

    /// <summary>What it has taken since it was live.</summary>
    public long BytesTaken => Locked(() => _bytes);

    /// <summary>The numbers of the events it has had, in the order they came, snapshots aside.</summary>
    public IReadOnlyList<int> Numbers => Locked(() => _numbers.ToArray());

    /// <summary>The same, snapshots among them.</summary>
    public IReadOnlyList<int> Shown => Locked(() => _shown.ToArray());

    /// <summary>Connects, subscribes, and takes everything until its topics are live; then nothing.</summary>
    public static async Task<CrowdClient> LiveAsync(Uri gateway, string[] topics, int receiveBuffer = 64 * 1024)
    {
        var client = new CrowdClient(receiveBuffer);
        await client._socket.ConnectAsync(new UriBuilder(gateway) { Scheme = "ws", Path = "/live" }.Uri, client._invoker, CancellationToken.None).Soon();
        await client.SayAsync("""{"protocol":"json","version":1}""");
        await client.SayAsync($$"""{"type":1,"invocationId":"1","target":"Subscribe","arguments":[{"hub":"home","topics":["{{string.Join("\",\"", topics)}}"]}]}""");
        while (client._live < topics.Length)
        {
            await client.TakeAsync(client._buffer.Length, CancellationToken.None).Soon();
        }

        client._shown.Clear();
        client._bytes = 0;
        return client;
    }

    /// <summary>Reads from now on: all there is, or so many bytes at a time and then a pause.</summary>
    public void Read(int bytes = int.MaxValue, TimeSpan pause = default) => _reading = ReadAsync(bytes, pause, _ended.Token);

    /// <summary>Ends the slow reading; what comes next is read as fast as it comes.</summary>
    public void Hurry() => _isHurried = true;

    /// <summary>Throws when it could not read to the end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _reading;
        _socket.Dispose();
        _invoker.Dispose();
        _ended.Dispose();
    }

    private Task SayAsync(string record) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(record + (char)RecordEnd), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).Soon();

    private async Task ReadAsync(int bytes, TimeSpan pause, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await TakeAsync(_isHurried ? int.MaxValue : bytes, cancellationToken);
                if (pause > TimeSpan.Zero && !_isHurried)
                {
                    await Task.Delay(pause, TimeProvider.System, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test has seen enough.
        }
    }

    private async Task TakeAsync(int bytes, CancellationToken cancellationToken)
    {
        var result = await _socket.ReceiveAsync(_buffer.AsMemory(0, Math.Min(bytes, _buffer.Length)), cancellationToken);
        if (result.MessageType != WebSocketMessageType.Text)
        {
            throw new InvalidOperationException($"The gateway closed the connection: {_socket.CloseStatusDescription}");
        }

        byte[] data = [.. _rest, .. _buffer.AsSpan(0, result.Count)];
        var from = 0;
        lock (_gate)
        {
            _bytes += result.Count;
            while (data.AsSpan(from).IndexOf(RecordEnd) is >= 0 and var length)
            {
                Keep(data.AsSpan(from, length));
                from += length + 1;
            }
        }

        _rest = data[from..];
    }

    private void Keep(ReadOnlySpan<byte> record)
    {
        if (record.StartsWith("""{"type":1,"target":"event","""u8))
        {
            var mark = record.IndexOf("\"n\":"u8);
            if (mark < 0)
            {
                return;
            }

            Utf8Parser.TryParse(record[(mark + 4)..], out int number, out _);
            _shown.Add(number);
            if (record.IndexOf("\"snapshot\":true"u8) < 0)
            {
                _numbers.Add(number);
            }
        }
        else if (record.StartsWith("""{"type":1,"target":"gap","""u8))
        {
            var gap = JsonNode.Parse(record)!["arguments"]![0]!;
            _conflated += gap["conflated"]!.GetValue<long>();
            _dropped += gap["dropped"]!.GetValue<long>();
        }
        else if (record.StartsWith("""{"type":1,"target":"topic","""u8) && record.IndexOf("\"state\":\"live\""u8) >= 0)
        {
            _live++;
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }
}
