using System.Runtime.ExceptionServices;

namespace Gateway.Upstreams.Transports;

/// <summary>
/// HTTP to one hub whose bodies are streamed both ways, over connections of its own: slow clients must not take those that
/// commands need. Thread-safe.
/// </summary>
internal sealed class HubHttpStreams(IHttpClientFactory clients, HubHttpSettings settings)
{
    /// <summary>How long nothing may happen between the request, or the last piece of its body that the hub took, and the answer's first byte.</summary>
    public static readonly TimeSpan FirstByteLimit = TimeSpan.FromSeconds(30);

    /// <summary>How long nothing may come in the middle of an answer.</summary>
    public static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(100);

    /// <summary>
    /// Returns with the answer's head. Expected failures are answers; throws for <paramref name="cancellationToken"/>, which
    /// also ends the answer's body, and whatever reading the request's body threw.
    /// </summary>
    public async Task<HubHttpStreamAnswer> OpenAsync(HubHttpStreamRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, request.Url);
        using var patience = new CancellationTokenSource(FirstByteLimit, settings.Time);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, request.Ended, patience.Token);
        var content = request.IsRead ? null : new HubHttpStreamContent(request.Body, request.BodyLength, () => patience.CancelAfter(FirstByteLimit));
        message.Content = content;
        AddHeaders(message, request);
        try
        {
            using var client = clients.CreateClient(settings.StreamName);
            var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, waiting.Token);
            return Judge(request, response, cancellationToken);
        }
        catch (Exception) when (content?.Fault is { } fault)
        {
            ExceptionDispatchInfo.Throw(fault);
            throw;
        }
        catch (Exception exception) when (IsExpected(exception) && !cancellationToken.IsCancellationRequested)
        {
            return Explain(exception, request, content?.HasBegun, patience.IsCancellationRequested);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
    }

    private static void AddHeaders(HttpRequestMessage message, HubHttpStreamRequest request)
    {
        foreach (var (name, value) in request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        foreach (var (name, value) in request.Api.Headers)
        {
            message.Headers.Remove(name);
            message.Headers.TryAddWithoutValidation(name, value);
        }

        // What is compressed cannot be searched for secrets.
        message.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
    }

    private HubHttpStreamAnswer Judge(HubHttpStreamRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (FaultOf(request, response) is { } fault)
        {
            response.Dispose();
            return HubHttpStreamAnswer.Unfit(fault);
        }

        return new HubHttpStreamAnswer(new HubHttpStreamBody(response, IsText(response) ? request.Api : null, settings.Time, request.Ended, cancellationToken));
    }

    private static string? FaultOf(HubHttpStreamRequest request, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400 and not 304)
        {
            return $"The hub answered HTTP {status}, a redirect to {TargetOf(request, response)}. Redirects are not followed{Unclear(request)}.";
        }

        if (status is < 200 or > 599)
        {
            return $"The hub answered HTTP {status}, which is no answer to such a request{Unclear(request)}.";
        }

        if (request.Method == HttpMethod.Head || !IsText(response))
        {
            return null;
        }

        var isEncoded = response.Content.Headers.ContentEncoding.Any(static coding => !string.Equals(coding, "identity", StringComparison.OrdinalIgnoreCase));
        return (isEncoded, status) switch
        {
            (true, _) => $"The hub compressed a text although it was asked not to, so that it cannot be searched for the hub's credentials{Unclear(request)}.",
            (_, 206) => "The hub answered with a part of a text, which cannot be searched for the hub's credentials. Ask for the whole, without 'Range'.",
            _ => null,
        };
    }

    private static string Unclear(HubHttpStreamRequest request) => request.IsRead ? "" : "; whether the request was carried out is unknown";

    /// <summary>Scheme, host and port only: the rest may hold a key.</summary>
    private static string TargetOf(HubHttpStreamRequest request, HttpResponseMessage response)
    {
        var location = response.Headers.NonValidated.TryGetValues("Location", out var values) ? values.ToString() : "";
        if (location.Length == 0 || !Uri.TryCreate(request.Api.Root, location, out var target) || target.Scheme is not ("http" or "https"))
        {
            return "nowhere";
        }

        var place = ConnectionFault.AddressOf(target);
        if (string.Equals(place, ConnectionFault.AddressOf(request.Api.Root), StringComparison.OrdinalIgnoreCase))
        {
            return "another path of its own";
        }

        // Names of hosts lose their capitals, and what is secret in them is no better for it.
        return request.Api.Redaction.Secrets.Any(secret => place.Contains(secret, StringComparison.OrdinalIgnoreCase)) ? "another host" : place;
    }

    /// <summary>Whether secrets may stand in the body. What has no type is taken for a text; several ranges may be of one.</summary>
    private static bool IsText(HttpResponseMessage response)
    {
        var type = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : "";
        return type.Length == 0
            || type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || TextTypes.Any(part => type.Contains(part, StringComparison.OrdinalIgnoreCase));
    }

    private HubHttpStreamAnswer Explain(Exception exception, HubHttpStreamRequest request, bool? wasBegun, bool isOutOfTime)
    {
        var root = request.Api.Root;
        var wasSent = wasBegun ?? !HubHttp.IsBeforeSending(exception);
        if (!wasSent)
        {
            return HubHttpStreamAnswer.Failed(ConnectionFault.Explain(exception, root, FirstByteLimit, settings.Certificates), UpstreamReplyKind.NotSent);
        }

        return isOutOfTime
            ? HubHttpStreamAnswer.Failed(ConnectionFault.TimedOut(root, FirstByteLimit), UpstreamReplyKind.TimedOut)
            : HubHttpStreamAnswer.Failed(DisconnectReason.HubClosed($"{ConnectionFault.AddressOf(root)} closed the connection instead of answering."), UpstreamReplyKind.Lost);
    }

    private static bool IsExpected(Exception exception) => exception is HttpRequestException or IOException or OperationCanceledException;

    private static readonly string[] TextTypes = ["json", "xml", "html", "javascript", "ecmascript", "yaml", "form-urlencoded", "multipart/byteranges"];
}
