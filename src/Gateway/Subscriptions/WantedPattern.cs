using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>A pattern that somebody holds, or held until lately. Used inside <see cref="HubStream.Enter"/> only.</summary>
internal sealed class WantedPattern
{
    public int Holders { get; set; }

    /// <summary>Of its topics every event after this sequence was kept, as long as history is.</summary>
    public long KeptSince { get; set; }

    /// <summary>When the last holder left.</summary>
    public DateTimeOffset LeftAt { get; set; }

    /// <summary>The topic that knows of it, where the pattern is no wildcard.</summary>
    public Topic? Exact { get; set; }
}
