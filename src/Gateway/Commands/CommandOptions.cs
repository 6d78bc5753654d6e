namespace Gateway.Commands;

/// <summary>Configuration section <c>Gateway:Commands</c>.</summary>
/// <param name="Timeout">How long a command waits for its answer when it does not say. Default 10 s.</param>
/// <param name="PerSecond">Commands per second to one hub. Default 20.</param>
/// <param name="Burst">Commands to one hub that may come at once. Default 40.</param>
internal sealed record CommandOptions(TimeSpan Timeout, double PerSecond = 20, int Burst = 40)
{
    /// <summary>The longest wait a command may ask for.</summary>
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(5);
}
