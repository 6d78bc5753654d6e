using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;

namespace Gateway.Stress.Load.Lines;

/// <summary>A lean SignalR client over WebSocket: one reader, calls with answers, and nothing that parses an event.</summary>
internal sealed class LiveLine : IAsyncDisposable
{
    private const byte RecordEnd = 0x1e;
    private const int BufferBytes = 8 * 1024;

    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonObject>> _calls = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Action> _heard = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1);
    private readonly CancellationTokenSource _ended = new();
    private readonly ClientWebSocket _socket = new();
    private readonly HttpMessageInvoker _invoker;
    private readonly RecordHandler _handler;
    private byte[] _buffer = new byte[BufferBytes];
    private int _filled;
    private int _lastCall;
    private Task _reading = Task.CompletedTask;

    private LiveLine(RecordHandler handler, int receiveBuffer)
    {
        _handler = handler;
        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
        _invoker = new HttpMessageInvoker(Loopback.Handler(receiveBuffer));
    }

    public ReadingPace Pace { get; } = new();

    /// <summary>Why the line ended without our doing; null while it has not.</summary>
    public string? Broken { get; private set; }

    public static async Task<LiveLine> ConnectAsync(Uri gateway, RecordHandler handler, int receiveBuffer)
    {
        var line = new LiveLine(handler, receiveBuffer);
        try
        {
            await line._socket.ConnectAsync(new UriBuilder(gateway) { Scheme = "ws", Path = "/live" }.Uri, line._invoker, CancellationToken.None).Soon();
            await line.SayAsync("""{"protocol":"json","version":1}""");
            line._reading = line.ReadAsync();
            return line;
        }
        catch
        {
            await line.DisposeAsync();
            throw;
        }
    }

    /// <summary>Calls a method with one argument.</summary>
    /// <param name="method">Such as <c>Subscribe</c>.</param>
    /// <param name="argument">A JSON object.</param>
    /// <param name="heard">Called by the reader when the answer is there, before anything that came after it is handled.</param>
    /// <returns>The answer's record, with <c>result</c> or <c>error</c>. Throws <see cref="OperationCanceledException"/> where the line ends before.</returns>
    public async Task<JsonObject> CallAsync(string method, string argument, Action? heard = null)
    {
        var id = Interlocked.Increment(ref _lastCall).ToString(CultureInfo.InvariantCulture);
        var answer = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[id] = answer;
        if (heard is not null)
        {
            _heard[id] = heard;
        }

        if (_ended.IsCancellationRequested)
        {
            throw new OperationCanceledException("The line has ended.");
        }

        await SayAsync($$"""{"type":1,"invocationId":"{{id}}","target":"{{method}}","arguments":[{{argument}}]}""");
        using var ending = _ended.Token.UnsafeRegister(static (state, token) => ((TaskCompletionSource<JsonObject>)state!).TrySetCanceled(token), answer);
        return await answer.Task;
    }

    /// <summary>Says goodbye, and waits until the gateway has heard it.</summary>
    public async Task CloseAsync()
    {
        Pace.Hurry();
        if (Broken is null)
        {
            try
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).Soon();
                await _reading.Soon();
            }
            catch (WebSocketException)
            {
                // The gateway was first.
            }
        }

        await DisposeAsync();
    }

    /// <summary>Cuts the line without a word.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _invoker.Dispose();
        _ended.Dispose();
        _writing.Dispose();
    }

    private async Task SayAsync(string record)
    {
        await _writing.WaitAsync(_ended.Token);
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(record + (char)RecordEnd), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).Soon();
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or IOException)
        {
            throw new OperationCanceledException("The line has ended.", exception);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var most = await Pace.NextAsync(_buffer.Length - _filled, _ended.Token);
                var result = await _socket.ReceiveAsync(_buffer.AsMemory(_filled, most), _ended.Token);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    Broken ??= $"closed by the gateway: {_socket.CloseStatus} {_socket.CloseStatusDescription}";
                    break;
                }

                _filled += result.Count;
                await TakeAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // It was cut by us.
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or ObjectDisposedException)
        {
            Broken ??= exception.Message;
        }

        await _ended.CancelAsync();
    }

    private async ValueTask TakeAsync()
    {
        if (Split())
        {
            // As the gateway wants to hear from us too.
            await SayAsync("""{"type":6}""");
        }
    }

    /// <summary>Hands over each whole record; true where a ping was among them.</summary>
    private bool Split()
    {
        var (from, isPinged) = (0, false);
        while (_buffer.AsSpan(from, _filled - from).IndexOf(RecordEnd) is >= 0 and var length)
        {
            isPinged |= Hear(_buffer.AsSpan(from, length));
            from += length + 1;
        }

        _buffer.AsSpan(from, _filled - from).CopyTo(_buffer);
        _filled -= from;
        if (_filled == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        return isPinged;
    }

    private bool Hear(ReadOnlySpan<byte> record)
    {
        foreach (var (kind, head) in LineHeads.All)
        {
            if (record.StartsWith(head))
            {
                _handler(kind, record[head.Length..^2], default);
                return false;
            }
        }

        if (record.StartsWith("""{"type":6"""u8))
        {
            return true;
        }

        if (record.StartsWith("""{"type":3"""u8))
        {
            Answer(JsonNode.Parse(record)!.AsObject());
        }
        else if (record.StartsWith("""{"type":7"""u8))
        {
            Broken ??= "ended by the gateway: " + Encoding.UTF8.GetString(record);
        }

        return false;
    }

    private void Answer(JsonObject record)
    {
        var id = record["invocationId"]!.GetValue<string>();
        if (_heard.TryRemove(id, out var heard))
        {
            heard();
        }

        if (_calls.TryRemove(id, out var call))
        {
            call.TrySetResult(record);
        }
    }
}
