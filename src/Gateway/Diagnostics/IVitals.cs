namespace Gateway.Diagnostics;

/// <summary>What a folder's lasting work needs to go on. Thread-safe.</summary>
internal interface IVitals
{
    /// <summary>What has stopped that only a new start of the process can mend, for people; empty while all is well. May take a second.</summary>
    IEnumerable<string> Failures();
}
