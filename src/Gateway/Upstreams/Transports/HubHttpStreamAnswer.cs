namespace Gateway.Upstreams.Transports;

/// <summary>What a hub answered, or why there is nothing to pass on: one of the three.</summary>
/// <param name="Body">The hub's answer.</param>
/// <param name="Failure">Why there is no answer.</param>
/// <param name="Fault">Why the answer is not one to pass on, for people.</param>
internal sealed record HubHttpStreamAnswer(HubHttpStreamBody? Body, HubHttpFailure? Failure = null, string? Fault = null)
{
    public static HubHttpStreamAnswer Failed(DisconnectReason reason, UpstreamReplyKind kind) => new(Body: null, Failure: new HubHttpFailure(reason, kind));

    public static HubHttpStreamAnswer Unfit(string fault) => new(Body: null, Fault: fault);
}
