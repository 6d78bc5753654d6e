using System.Net;
using System.Text;

namespace Gateway.Upstreams.Recording;

/// <summary>
/// Answers HTTP requests from a recording: the same request of the same session its answers in their order, its last one again when reads
/// go on, but a poll waits; else the newest from sessions before. What was never recorded is answered 404, in the kind's own words.
/// </summary>
internal sealed class ReplayHttp(ReplayTape tape, RecordingMask mask, Func<int> session, TimeProvider time) : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ReplayExchange, int> _told = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = mask.Text(request.RequestUri!.PathAndQuery);
        var body = request.Content is null ? "" : mask.Text(await request.Content.ReadAsByteArrayAsync(cancellationToken));
        var found = Find(request.Method.Method, path, body, out var isHeld);
        if (isHeld)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        }

        var response = new HttpResponseMessage(found is null ? HttpStatusCode.NotFound : (HttpStatusCode)found.Status)
        {
            RequestMessage = request,
            Content = new ByteArrayContent(found?.Answer ?? Encoding.UTF8.GetBytes(ReplayWords.MissingOf(tape.Entry["Kind"]?.GetValue<string>()))),
        };
        foreach (var (name, value) in found?.Headers ?? new Dictionary<string, string>(StringComparer.Ordinal) { ["Content-Type"] = "application/json" })
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
            {
                response.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return response;
    }

    private ReplayExchange? Find(string method, string path, string body, out bool isHeld)
    {
        isHeld = false;
        var now = session();
        var same = tape.Exchanges.Where(exchange => string.Equals(exchange.Method, method, StringComparison.Ordinal)
            && string.Equals(exchange.Path, path, StringComparison.Ordinal)
            && (exchange.Request.Length == 0 || string.Equals(exchange.Request, body, StringComparison.Ordinal))).ToArray();
        var own = same.Where(exchange => exchange.Connection == now).ToArray();
        lock (_gate)
        {
            if (Array.Find(own, exchange => _told.TryAdd(exchange, 1)) is { } next)
            {
                return next;
            }
        }

        // A server that has nothing to say keeps a poll waiting; the same answer at once would be asked for without end.
        isHeld = same.Length > 0 && method is "GET" && ReplayTape.IsPoll(path);
        var isRead = method is "GET" or "HEAD";
        return !isRead ? null : own.Length > 0 ? own[^1] : same.LastOrDefault(exchange => exchange.Connection <= now) ?? same.FirstOrDefault();
    }

    /// <summary>A session begins: what belongs to it is told anew.</summary>
    public void Begin(int number)
    {
        lock (_gate)
        {
            foreach (var exchange in tape.Exchanges.Where(exchange => exchange.Connection == number))
            {
                _told.Remove(exchange);
            }
        }
    }
}
