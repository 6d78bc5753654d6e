namespace Gateway.Diagnostics;

/// <summary>A folder's alarms. Thread-safe.</summary>
internal interface IAlarms
{
    /// <summary>Those that stand now, each name and hub once. Called every few seconds: memory work only.</summary>
    IEnumerable<Alarm> Standing();
}
