using Gateway.Commands;

namespace Gateway.Upstreams;

/// <summary>What became of a request to a hub.</summary>
internal enum UpstreamReplyKind
{
    /// <summary>The hub said yes, or answered in a form of which its kind knows whether it is a yes.</summary>
    Yes,

    /// <summary>The hub said no.</summary>
    No,

    /// <summary>Written, and no answer within the caller's time.</summary>
    TimedOut,

    /// <summary>Written, and the session ended before the answer.</summary>
    Lost,

    /// <summary>Never written: the caller's time, or its own expiry, had passed.</summary>
    Expired,

    /// <summary>Never written: the session ended.</summary>
    NotSent,

    /// <summary>Never written: too much was waiting for the socket already.</summary>
    Full,
}

/// <param name="Kind">Which.</param>
/// <param name="Json">The hub's result or error, untouched; empty otherwise.</param>
internal readonly record struct UpstreamReply(UpstreamReplyKind Kind, ReadOnlyMemory<byte> Json = default)
{
    /// <summary>What a command's caller is told where the hub answered nothing.</summary>
    /// <param name="elapsed">How long it was waited for.</param>
    public CommandOutcome ToFailure(TimeSpan elapsed) => Kind switch
    {
        UpstreamReplyKind.TimedOut => CommandOutcome.Timeout(elapsed),
        UpstreamReplyKind.Lost => CommandOutcome.Unknown(),
        UpstreamReplyKind.Expired => CommandOutcome.Expired("Its time had passed before it could be written to the hub; it was not sent."),
        UpstreamReplyKind.Full => CommandOutcome.Limited("Too many commands wait to be written to the hub; this one was not sent.", TimeSpan.FromSeconds(1)),
        UpstreamReplyKind.NotSent => CommandOutcome.Offline("The session ended before the command was written; it was not sent.", TimeSpan.FromSeconds(1)),
        _ => throw new InvalidOperationException($"The hub answered {Kind}."),
    };
}
