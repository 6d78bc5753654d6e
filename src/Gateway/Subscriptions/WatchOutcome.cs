namespace Gateway.Subscriptions;

/// <summary>The hub's answer to being asked for a topic.</summary>
internal readonly record struct WatchOutcome
{
    private WatchOutcome(bool isLive, string? refusal)
    {
        IsLive = isLive;
        Refusal = refusal;
        EndWords = "";
    }

    /// <summary>The hub said yes.</summary>
    public static WatchOutcome Live { get; } = new(isLive: true, null);

    /// <summary>The session ended before the hub answered; the key is asked again in the next one.</summary>
    public static WatchOutcome Away { get; }

    public bool IsLive { get; }

    /// <summary>The hub's words when it said no; null otherwise.</summary>
    public string? Refusal { get; }

    /// <summary>Cancelled when the hub takes its yes back while the session goes on; may be so already.</summary>
    public CancellationToken End { get; private init; }

    /// <summary>What is said of the key then, as of one that was refused.</summary>
    public string EndWords { get; private init; }

    /// <summary>The hub said yes, and may take it back for this key alone; the key is then asked for again on its own clock.</summary>
    public static WatchOutcome LiveUntil(CancellationToken end, string words) => new(isLive: true, null) { End = end, EndWords = words };

    public static WatchOutcome Refused(string words) => new(isLive: false, words);
}
