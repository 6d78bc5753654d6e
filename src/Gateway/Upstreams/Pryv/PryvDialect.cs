namespace Gateway.Upstreams.Pryv;

/// <summary>Which of Pryv's protocols a server speaks.</summary>
internal enum PryvDialect
{
    /// <summary>Found out on connecting.</summary>
    Auto,

    /// <summary>Socket.IO 4, methods by name, doorbell and fetch.</summary>
    Current,

    /// <summary>Socket.IO 0.9, <c>command</c> messages, channels and folders.</summary>
    Legacy,
}
