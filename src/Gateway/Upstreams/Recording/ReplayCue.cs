namespace Gateway.Upstreams.Recording;

/// <summary>One message of the hub, and its place in the recording.</summary>
/// <param name="Position">Counts every message of the connection, in both directions.</param>
/// <param name="Ms">When it came, since the connection opened.</param>
internal sealed record ReplayCue(int Position, double Ms, byte[] Bytes, bool IsText);

/// <summary>A recorded request with everything that came because of it.</summary>
internal sealed class ReplayAsked(int position, double ms, ReplayRequest request)
{
    public int Position => position;

    public double Ms => ms;

    public ReplayRequest Request => request;

    public List<ReplayCue> Cues { get; } = [];

    public bool WasAsked { get; set; }

    /// <summary>The gateway did not ask when it was its turn, and the recording went on.</summary>
    public bool WasPassed { get; set; }
}
