namespace Gateway.Stress.Load.Oracle;

/// <summary>What every client is promised.</summary>
internal enum Rule
{
    /// <summary>Each topic's events come in the order they happened, none twice, and no snapshot goes back in time.</summary>
    InOrderAndOnce,

    /// <summary>What is missing was told by a gap, or was lost with the hub.</summary>
    NothingMissing,

    /// <summary>Occurrences that were lost with the hub: its cursors are of another epoch from then on.</summary>
    NewEpochAfterLoss,

    /// <summary>Who gives a cursor hears whether it was recovered, and <c>true</c> is true.</summary>
    RecoveredIsTrue,

    /// <summary>A topic with state is not live before all of it was shown.</summary>
    SnapshotBeforeLive,

    /// <summary>Live once, and again only after the hub was away or events were dropped.</summary>
    LiveOnce,

    /// <summary>Nothing that happened after Unsubscribe was answered.</summary>
    OnlyWhatIsHeld,

    /// <summary>What was dropped is made good: a snapshot, and live once more.</summary>
    DroppedIsMadeGood,

    /// <summary>Delivered, conflated and dropped add up to what happened.</summary>
    GapsAddUp,

    /// <summary>In the end every client has what is true.</summary>
    EndsInTheTruth,

    /// <summary>No client's line ends but by its own doing.</summary>
    StaysConnected,
}
