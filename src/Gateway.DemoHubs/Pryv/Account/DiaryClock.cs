namespace Gateway.DemoHubs.Pryv.Account;

/// <summary>The server's time in seconds with milliseconds; a test may stop it, so that many changes fall into one instant.</summary>
internal sealed class DiaryClock(TimeProvider time)
{
    private double? _held;

    public double Now => _held ?? Math.Round((time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds) / 1000;

    public void Hold(double? seconds) => _held = seconds;
}
