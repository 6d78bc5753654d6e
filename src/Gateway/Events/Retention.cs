namespace Gateway.Events;

/// <summary>What an event means for its topic's last value.</summary>
internal enum Retention
{
    /// <summary>An occurrence: it leaves no value behind.</summary>
    None,

    /// <summary>The topic's new value; part of every later snapshot.</summary>
    Value,

    /// <summary>The topic is gone, and leaves the snapshots.</summary>
    Removed,
}
