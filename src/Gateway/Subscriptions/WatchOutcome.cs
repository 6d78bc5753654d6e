namespace Gateway.Subscriptions;

/// <summary>The hub's answer to being asked for a topic.</summary>
internal readonly record struct WatchOutcome
{
    private WatchOutcome(bool isLive, string? refusal)
    {
        IsLive = isLive;
        Refusal = refusal;
    }

    /// <summary>The hub said yes.</summary>
    public static WatchOutcome Live { get; } = new(isLive: true, null);

    /// <summary>The session ended before the hub answered; the key is asked again in the next one.</summary>
    public static WatchOutcome Away { get; }

    public bool IsLive { get; }

    /// <summary>The hub's words when it said no; null otherwise.</summary>
    public string? Refusal { get; }

    public static WatchOutcome Refused(string words) => new(isLive: false, words);
}
