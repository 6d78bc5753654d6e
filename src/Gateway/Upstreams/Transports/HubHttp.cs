using System.Net;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Gateway.Upstreams.Transports;

/// <summary>
/// HTTP to one hub, as long as its entry is unchanged: no cookies, no redirects, its own certificates, every answer bounded.
/// Reads are tried again; everything else is sent once at most. Thread-safe.
/// </summary>
internal sealed class HubHttp(IHttpClientFactory clients, HubHttpSettings settings)
{
    /// <summary>What expires later than this is answered long before.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    /// <summary>The same hub's HTTP for what is passed through in streams.</summary>
    public HubHttpStreams Streams { get; } = new(clients, settings);

    /// <summary>Expected failures are answers; throws only for <paramref name="cancellationToken"/>.</summary>
    public async Task<HubHttpAnswer> SendAsync(HubHttpRequest request, CancellationToken cancellationToken)
    {
        var left = request.ExpiresAt - settings.Time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            return HubHttpAnswer.Failed(new HubHttpFailure(OutOfTime(request), UpstreamReplyKind.Expired));
        }

        using var message = new HttpRequestMessage(request.Method, request.Url);

        // Nobody is told when a read is written. Late, it does no harm; cut off while the hub answers, it would be lost.
        using var expiry = new CancellationTokenSource(!request.IsRead && left < LongestTimer ? left.Value : Timeout.InfiniteTimeSpan, settings.Time);
        var content = request.IsRead ? null : new HubHttpContent(request, () =>
        {
            expiry.CancelAfter(Timeout.InfiniteTimeSpan);
            request.Begun?.Invoke();
        });
        message.Content = content;
        foreach (var (name, value) in request.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        HubHttpPolicies.Mark(message, request);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, request.Deadline, expiry.Token);
        try
        {
            using var client = clients.CreateClient(settings.Name);
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ending.Token);
            return await ReadAsync(request, response, cancellationToken);
        }
        catch (Exception exception) when (IsExpected(exception) && !cancellationToken.IsCancellationRequested)
        {
            return HubHttpAnswer.Failed(Explain(exception, request, content?.HasBegun, request.Deadline.IsCancellationRequested || expiry.IsCancellationRequested));
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            // A connection that is cancelled while it is made ends in one exception or the other, as it happens.
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
    }

    private async Task<HubHttpAnswer> ReadAsync(HubHttpRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (request.IsProbe)
        {
            await settings.Policies.CloseAsync(cancellationToken);
        }

        if ((int)response.StatusCode is >= 300 and < 400 && response.StatusCode != HttpStatusCode.NotModified)
        {
            return HubHttpAnswer.Failed(new HubHttpFailure(Redirected(request.Url, response), UpstreamReplyKind.Lost), response.StatusCode);
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            headers[name] = values.ToString();
        }

        return new HubHttpAnswer { Status = response.StatusCode, Body = await response.Content.ReadAsByteArrayAsync(cancellationToken), Headers = headers };
    }

    private HubHttpFailure Explain(Exception exception, HubHttpRequest request, bool? wasBegun, bool isOutOfTime)
    {
        if (exception is BrokenCircuitException)
        {
            return new HubHttpFailure(LeftAlone(), UpstreamReplyKind.NotSent);
        }

        var wasSent = wasBegun ?? !IsBeforeSending(exception);
        var reason = exception switch
        {
            TimeoutRejectedException => ConnectionFault.TimedOut(request.Url, request.Timeout),
            InvalidDataException => DisconnectReason.ProtocolFault(exception.Message),
            OperationCanceledException when isOutOfTime => OutOfTime(request),
            _ when wasSent && !IsNoHttp(exception) => DisconnectReason.HubClosed($"{request.Url.GetLeftPart(UriPartial.Authority)} closed the connection instead of answering."),
            _ => ConnectionFault.Explain(exception, request.Url, request.Timeout, settings.Certificates),
        };
        settings.LastFailure = isOutOfTime ? settings.LastFailure : reason;
        return new HubHttpFailure(reason, (wasSent, isOutOfTime || exception is TimeoutRejectedException) switch
        {
            (true, true) => UpstreamReplyKind.TimedOut,
            (true, false) => UpstreamReplyKind.Lost,
            (false, _) => isOutOfTime ? UpstreamReplyKind.Expired : UpstreamReplyKind.NotSent,
        });
    }

    private DisconnectReason LeftAlone()
    {
        var last = settings.LastFailure ?? DisconnectReason.Unreachable("The hub failed several times.");
        return last with { Message = $"{last.Message} After several failures it is left alone for {HubHttpPolicies.Pause.TotalSeconds:0} s." };
    }

    private static DisconnectReason OutOfTime(HubHttpRequest request) =>
        DisconnectReason.Unreachable($"{request.Url.GetLeftPart(UriPartial.Authority)} did not answer in the caller's time.");

    private static DisconnectReason Redirected(Uri url, HttpResponseMessage response)
    {
        var target = response.Headers.Location is { } location ? new Uri(url, location).GetLeftPart(UriPartial.Authority) : "nowhere";
        return DisconnectReason.NotTheHub(
            $"{url.GetLeftPart(UriPartial.Authority)} answered HTTP {(int)response.StatusCode}, a redirect to {target}. Redirects are not followed; if that is the hub's own address, write it into 'Url'.");
    }

    /// <summary>Whether a failure says by itself that nothing was sent.</summary>
    public static bool IsBeforeSending(Exception exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };

    private static bool IsNoHttp(Exception exception) => exception is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse };

    private static bool IsExpected(Exception exception) => exception
        is HttpRequestException or IOException or OperationCanceledException or TimeoutRejectedException or BrokenCircuitException or InvalidDataException;
}
