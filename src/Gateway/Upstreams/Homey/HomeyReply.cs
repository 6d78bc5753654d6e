using Gateway.Subscriptions;

namespace Gateway.Upstreams.Homey;

/// <summary>What became of something asked over the socket.</summary>
/// <param name="Kind">Yes: the hub answered, in <paramref name="Ack"/>, which may say no.</param>
/// <param name="Ack">The hub's answer; null where there is none.</param>
internal sealed record HomeyReply(UpstreamReplyKind Kind, HomeyAck? Ack)
{
    /// <summary>Why it could not be sent at all.</summary>
    public string? Fault { get; init; }

    /// <summary>The hub said yes.</summary>
    public bool IsYes => Ack is { Error: null };

    /// <summary>What a topic's clients are told.</summary>
    /// <param name="limit">How long was waited.</param>
    public WatchOutcome ToWatchOutcome(TimeSpan limit) => Kind switch
    {
        UpstreamReplyKind.Yes => IsYes ? WatchOutcome.Live : WatchOutcome.Refused(Ack?.Error?.Words ?? ""),
        UpstreamReplyKind.TimedOut or UpstreamReplyKind.Expired => WatchOutcome.Refused($"The Homey did not answer within {limit.TotalSeconds:0} s."),
        UpstreamReplyKind.Full => WatchOutcome.Refused("Too much waits to be sent to the Homey."),
        UpstreamReplyKind.No => WatchOutcome.Refused(Fault ?? "It cannot be sent to the Homey."),
        _ => WatchOutcome.Away,
    };
}
