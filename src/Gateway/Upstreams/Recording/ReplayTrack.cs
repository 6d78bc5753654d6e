namespace Gateway.Upstreams.Recording;

/// <summary>One recorded connection, from its opening to its end.</summary>
/// <param name="Path">Path and query with which it was opened.</param>
/// <param name="Opened">In milliseconds since the recording began.</param>
internal sealed record ReplayTrack(string Path, double Opened)
{
    public List<ReplayFrame> Frames { get; } = [];

    /// <summary>When the hub ended it, since it opened; null: it did not.</summary>
    public double? EndedByHub { get; set; }

    /// <summary>The hub's close code; null: it broke.</summary>
    public int? Code { get; set; }
}
