namespace Gateway.Upstreams.Pryv;

/// <summary>Calls a method and waits for its answer, as long as the implementer allows. Throws only for cancellation.</summary>
/// <param name="method">The method's id.</param>
/// <param name="parameters">A JSON object; the server takes nothing less.</param>
/// <param name="cancellationToken">The session's end.</param>
internal delegate Task<PryvAnswer> PryvCall(string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken);

/// <summary>What became of a call of our own.</summary>
/// <param name="Kind">As of any request.</param>
/// <param name="Json">The result or the server's error; empty where it did not answer.</param>
/// <param name="Meta">What the server said of itself.</param>
internal readonly record struct PryvAnswer(UpstreamReplyKind Kind, ReadOnlyMemory<byte> Json = default, PryvMeta Meta = default)
{
    public PryvError Error => Kind == UpstreamReplyKind.No ? PryvError.Read(Json.Span) : default;

    /// <summary>Why there is no result, for people.</summary>
    public string Words(TokenRedaction redaction) => Kind == UpstreamReplyKind.No ? Error.Words(redaction) : "no answer in time";

    public static PryvAnswer From(in UpstreamReply reply)
    {
        if (reply.Kind != UpstreamReplyKind.Yes)
        {
            return new(reply.Kind, reply.Json);
        }

        var ack = PryvAck.Read(reply.Json);
        return new(ack.IsYes ? UpstreamReplyKind.Yes : UpstreamReplyKind.No, ack.Json, PryvMeta.Read(ack.Bearer.Span));
    }
}
