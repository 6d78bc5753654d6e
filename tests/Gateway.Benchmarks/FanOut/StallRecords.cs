using Gateway.Benchmarks.FanOut.Servers;

namespace Gateway.Benchmarks.FanOut;

/// <summary>The healthy clients' latencies of one contender.</summary>
internal sealed record StallHealth(Contender Contender)
{
    public List<StallSlice> Without { get; } = [];

    public List<StallSlice> With { get; } = [];

    /// <summary>Stalled clients that the server disconnected.</summary>
    public int CutOff { get; set; }
}

/// <param name="P50">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
/// <param name="Missing">Deliveries that had not come ten seconds after the last event.</param>
internal sealed record StallSlice(double P50, double P99, long Missing);

/// <summary>Per stalled client.</summary>
/// <param name="Second">Since it stopped to read.</param>
/// <param name="Resident">Bytes by which the server has grown.</param>
/// <param name="Sending">Bytes in the kernel at the server's end.</param>
/// <param name="Received">Bytes in the kernel at the client's end.</param>
/// <param name="CutOff">How many the server has disconnected.</param>
internal sealed record StallMemory(double Second, double Resident, double Sending, double Received, int CutOff);

/// <param name="Slept">For how long the client had not read.</param>
/// <param name="IsCutOff">The server had disconnected it before; then there is nothing else to tell.</param>
/// <param name="FirstAge">How old the oldest event was that the client got.</param>
/// <param name="UntilCurrent">How long it took until an event was less than 100 ms old.</param>
/// <param name="Events">How many it got until then.</param>
/// <param name="Bytes">And how many bytes.</param>
internal sealed record StallWaking(TimeSpan Slept, bool IsCutOff, TimeSpan FirstAge = default, TimeSpan UntilCurrent = default, long Events = 0, long Bytes = 0);
