using Gateway.Configuration;

namespace Gateway.Commands;

/// <summary>Configuration section <c>Gateway:Commands</c>, and the section <c>Commands</c> of a hub, which may give its own.</summary>
/// <param name="Timeout">How long a command waits for its answer when it does not say. Default 10 s.</param>
/// <param name="PerSecond">Commands per second to one hub, raw writes included; while several clients send, shared among them. Default 20.</param>
/// <param name="Burst">Commands to one hub that may come at once. Default 40.</param>
internal sealed record CommandOptions(TimeSpan Timeout, int PerSecond, int Burst)
{
    private const int MaxRate = 100_000;

    /// <summary>The longest wait a command may ask for.</summary>
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(5);

    public static CommandOptions Default { get; } = new(TimeSpan.FromSeconds(10), PerSecond: 20, Burst: 40);

    /// <summary>Reads a section, noting every mistake in it.</summary>
    /// <param name="section">Which.</param>
    /// <param name="fallback">Stands for what it leaves out.</param>
    public static CommandOptions Read(SectionReader section, CommandOptions fallback)
    {
        var options = new CommandOptions(
            section.Duration("Timeout", fallback.Timeout, TimeSpan.FromMilliseconds(1), MaxTimeout),
            section.Number("PerSecond", fallback.PerSecond, 1, MaxRate),
            section.Number("Burst", fallback.Burst, 1, MaxRate));
        section.RefuseUnknown();
        return options;
    }
}
