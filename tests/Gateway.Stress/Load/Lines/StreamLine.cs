using System.Net;
using System.Text;
using Gateway.Tests.Fakes;

namespace Gateway.Stress.Load.Lines;

/// <summary>A lean reader of Server-Sent Events.</summary>
internal sealed class StreamLine : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly HttpClient _http;
    private readonly RecordHandler _handler;
    private byte[] _buffer = new byte[8 * 1024];
    private int _filled;
    private HttpResponseMessage? _response;
    private Stream _stream = Stream.Null;
    private Task _reading = Task.CompletedTask;

    private StreamLine(RecordHandler handler, int receiveBuffer)
    {
        _handler = handler;
        _http = new HttpClient(Loopback.Handler(receiveBuffer)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public ReadingPace Pace { get; } = new();

    /// <summary>Why the line ended without our doing; null while it has not.</summary>
    public string? Broken { get; private set; }

    public static async Task<StreamLine> ConnectAsync(Uri gateway, string hub, IEnumerable<string> topics, string? lastEventId, RecordHandler handler, int receiveBuffer)
    {
        var line = new StreamLine(handler, receiveBuffer);
        try
        {
            var query = string.Join('&', topics.Select(static topic => "topic=" + Uri.EscapeDataString(topic)));
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, $"/api/hubs/{hub}/events?{query}"));
            if (lastEventId is not null)
            {
                request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
            }

            line._response = await line._http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Soon();
            if (line._response.StatusCode != HttpStatusCode.OK)
            {
                throw new InvalidOperationException($"A stream was answered {line._response.StatusCode}: {await line._response.Content.ReadAsStringAsync().Soon()}");
            }

            line._stream = await line._response.Content.ReadAsStreamAsync();
            line._reading = line.ReadAsync();
            return line;
        }
        catch
        {
            await line.DisposeAsync();
            throw;
        }
    }

    /// <summary>Cuts the line, which is how such a reader leaves.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _reading;
        await _stream.DisposeAsync();
        _response?.Dispose();
        _http.Dispose();
        _ended.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var most = await Pace.NextAsync(_buffer.Length - _filled, _ended.Token);
                var count = await _stream.ReadAsync(_buffer.AsMemory(_filled, most), _ended.Token);
                if (count == 0)
                {
                    Broken ??= "ended by the gateway";
                    return;
                }

                _filled += count;
                Split();
            }
        }
        catch (OperationCanceledException)
        {
            // It was cut by us.
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or ObjectDisposedException)
        {
            Broken ??= exception.Message;
        }
    }

    private void Split()
    {
        var from = 0;
        while (_buffer.AsSpan(from, _filled - from).IndexOf("\n\n"u8) is >= 0 and var length)
        {
            Hear(_buffer.AsSpan(from, length));
            from += length + 2;
        }

        _buffer.AsSpan(from, _filled - from).CopyTo(_buffer);
        _filled -= from;
        if (_filled == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }

    private void Hear(ReadOnlySpan<byte> record)
    {
        ReadOnlySpan<byte> name = default;
        ReadOnlySpan<byte> data = default;
        ReadOnlySpan<byte> id = default;
        foreach (var range in record.Split((byte)'\n'))
        {
            var line = record[range];
            if (line.StartsWith("event: "u8))
            {
                name = line[7..];
            }
            else if (line.StartsWith("data: "u8))
            {
                data = line[6..];
            }
            else if (line.StartsWith("id: "u8))
            {
                id = line[4..];
            }
        }

        if (!name.IsEmpty)
        {
            _handler(name.SequenceEqual("event"u8) ? "event" : Encoding.UTF8.GetString(name), data, id);
        }
    }
}
