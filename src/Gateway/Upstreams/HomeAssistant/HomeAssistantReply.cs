namespace Gateway.Upstreams.HomeAssistant;

/// <summary>What became of a request to the hub.</summary>
internal enum HomeAssistantReplyKind
{
    /// <summary>The hub said yes.</summary>
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
internal readonly record struct HomeAssistantReply(HomeAssistantReplyKind Kind, ReadOnlyMemory<byte> Json = default);
