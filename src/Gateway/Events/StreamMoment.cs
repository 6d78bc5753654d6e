namespace Gateway.Events;

/// <summary>A moment in a hub's stream: how long ago it is, and how much has happened since. Thread-safe.</summary>
/// <param name="stream">Whose.</param>
/// <param name="historyBytes">What the stream keeps of its past.</param>
/// <param name="time">The clock.</param>
internal sealed class StreamMoment(HubStream stream, long historyBytes, TimeProvider time)
{
    private readonly long _passed = stream.PassedBytes;
    private readonly long _at = time.GetTimestamp();

    /// <summary>
    /// Whether a whole history has passed since: what was kept then is kept by nobody else now. A moment younger than
    /// <paramref name="after"/> is never outrun, so that a flood costs no one who reads at an honest pace.
    /// </summary>
    public bool IsOutrun(TimeSpan after) => stream.PassedBytes - _passed > historyBytes && time.GetElapsedTime(_at) > after;
}
