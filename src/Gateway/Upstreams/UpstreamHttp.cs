using Gateway.Commands;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams;

/// <summary>Sends clients' HTTP requests to a hub, with its credentials, and says what became of them in the contract's words.</summary>
internal static class UpstreamHttp
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <inheritdoc cref="IHttpTarget.SendHttpAsync"/>
    /// <param name="streams">The way to the hub.</param>
    /// <param name="api">What it offers and wants.</param>
    /// <param name="call">What the client asks.</param>
    /// <param name="ended">The session, or what stood in for it, is over.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    public static async Task<HttpReply> SendAsync(HubHttpStreams streams, HubHttpApi api, HttpCall call, CancellationToken ended, CancellationToken cancellationToken)
    {
        var contentType = call.Headers.FirstOrDefault(static header => string.Equals(header.Key, "Content-Type", StringComparison.OrdinalIgnoreCase)).Value;
        if (api.FaultOf(call.Path, call.Query, contentType) is { } fault)
        {
            return HttpReply.Failed(CommandOutcome.Invalid(fault));
        }

        var request = new HubHttpStreamRequest(HttpMethod.Parse(call.Method), api.UrlOf(call.Path, call.Query), api)
        {
            Headers = call.Headers,
            Body = call.Body ?? Stream.Null,
            BodyLength = call.Body is null ? 0 : call.BodyLength,
            Ended = ended,
        };
        var answer = await streams.OpenAsync(request, cancellationToken);
        return answer.Body is { } body
            ? new HttpReply(new HttpAnswer(body.Status, Clean(body.Headers, api.Redaction), body.Length, body.ReadAsync, body))
            : answer.Failure is { } failure ? HttpReply.Failed(Explain(failure)) : HttpReply.Unfit(answer.Fault!);
    }

    private static List<KeyValuePair<string, string>> Clean(IEnumerable<KeyValuePair<string, string>> headers, TokenRedaction redaction) =>
        [.. headers.Select(header => KeyValuePair.Create(header.Key, redaction.Clean(header.Value)))];

    private static CommandOutcome Explain(HubHttpFailure failure) => failure.Kind switch
    {
        UpstreamReplyKind.NotSent => CommandOutcome.Offline($"The request was not sent. {failure.Reason.Message}", RetryAfter),
        UpstreamReplyKind.TimedOut => new CommandOutcome(
            CommandStatus.Timeout,
            $"The request was sent, but the hub did not begin to answer within {HubHttpStreams.FirstByteLimit.TotalSeconds:0} s. What it did is unknown; look at the hub's state before you send it again."),
        _ => new CommandOutcome(
            CommandStatus.Unknown,
            "The request was sent, but the connection or the session was lost before the hub answered. What it did is unknown; it is never sent again by itself."),
    };
}
