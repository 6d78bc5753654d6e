namespace Gateway.Commands;

/// <summary>How many commands to one hub ended how. Thread-safe.</summary>
internal sealed class CommandTally
{
    private readonly long[] _counts = new long[Enum.GetValues<CommandStatus>().Length];

    public void Add(CommandStatus status) => Interlocked.Increment(ref _counts[(int)status]);

    public long this[CommandStatus status] => Volatile.Read(ref _counts[(int)status]);
}
