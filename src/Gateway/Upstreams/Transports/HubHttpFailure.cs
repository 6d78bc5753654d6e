namespace Gateway.Upstreams.Transports;

/// <summary>Why an HTTP request has no answer.</summary>
/// <param name="Reason">For people: the thing and the cure, free of secrets.</param>
/// <param name="Kind">
/// For a command: <see cref="UpstreamReplyKind.NotSent"/> and <see cref="UpstreamReplyKind.Expired"/> never reached the hub;
/// of <see cref="UpstreamReplyKind.TimedOut"/> and <see cref="UpstreamReplyKind.Lost"/> nobody knows what they did.
/// </param>
internal sealed record HubHttpFailure(DisconnectReason Reason, UpstreamReplyKind Kind)
{
    /// <summary>False: the hub surely never got the whole request. True: the outcome is unknown.</summary>
    public bool WasSent => Kind is UpstreamReplyKind.TimedOut or UpstreamReplyKind.Lost;
}
