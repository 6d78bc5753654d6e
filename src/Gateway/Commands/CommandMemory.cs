namespace Gateway.Commands;

/// <summary>
/// The commands that were sent with an idempotency key, for 10 minutes from their outcome; those that surely were not sent are
/// forgotten at once. Bounded: beyond <see cref="MaxCommands"/> or <see cref="MaxBytes"/> the oldest that have an outcome go, of the
/// client that holds most. Thread-safe.
/// </summary>
internal sealed class CommandMemory(TimeProvider time)
{
    public const int MaxCommands = 16_384;

    /// <summary>More than the largest single outcome, which is kept whatever it takes.</summary>
    public const long MaxBytes = 32 * 1024 * 1024;

    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<CommandKey, RememberedCommand> _commands = [];
    private readonly Dictionary<(string Hub, string Client), Holding> _holdings = [];
    private long _sweptAt = time.GetTimestamp();
    private long _bytes;

    /// <summary>How many are remembered, and what they hold in memory.</summary>
    public (int Count, long Bytes) Size
    {
        get
        {
            lock (_gate)
            {
                return (_commands.Count, _bytes);
            }
        }
    }

    /// <summary>Finds the command that the key stands for, or lets it stand for this one.</summary>
    /// <param name="command">One with a key.</param>
    /// <param name="remembered">Where it is new: to be finished, whatever happens. Null where there is no room.</param>
    public CommandClaim Claim(Command command, out RememberedCommand? remembered)
    {
        var key = new CommandKey(command.Hub, command.Client, command.IdempotencyKey!);
        var fingerprint = CommandFingerprint.Of(command);
        lock (_gate)
        {
            ForgetOld(key);
            if (_commands.TryGetValue(key, out remembered))
            {
                return remembered.IsSame(fingerprint) ? CommandClaim.Held : CommandClaim.Reused;
            }

            if (_commands.Count >= MaxCommands && !TryForgetOne(keep: null, static holding => holding.Count))
            {
                return CommandClaim.NoRoom;
            }

            remembered = new RememberedCommand(key, fingerprint);
            Add(remembered);
            return CommandClaim.New;
        }
    }

    /// <summary>The command has its outcome: whoever waits for it gets it.</summary>
    public void Finish(RememberedCommand remembered, CommandOutcome outcome)
    {
        lock (_gate)
        {
            Remove(remembered);
            remembered.Finish(outcome, time.GetTimestamp() + (long)(Kept.TotalSeconds * time.TimestampFrequency));
            if (outcome.MayHaveBeenSent)
            {
                Add(remembered).Finished.Enqueue(remembered);
            }

            while (_bytes > MaxBytes && TryForgetOne(remembered, static holding => holding.Bytes))
            {
                // The oldest of the client that holds most.
            }
        }
    }

    private Holding Add(RememberedCommand remembered)
    {
        var owner = (remembered.Key.Hub, remembered.Key.Client);
        if (!_holdings.TryGetValue(owner, out var holding))
        {
            _holdings.Add(owner, holding = new Holding());
        }

        _commands.Add(remembered.Key, remembered);
        holding.Count++;
        holding.Bytes += remembered.Bytes;
        _bytes += remembered.Bytes;
        return holding;
    }

    private void Remove(RememberedCommand remembered)
    {
        var owner = (remembered.Key.Hub, remembered.Key.Client);
        var holding = _holdings[owner];
        _commands.Remove(remembered.Key);
        holding.Count--;
        holding.Bytes -= remembered.Bytes;
        _bytes -= remembered.Bytes;
        if (holding.Count == 0)
        {
            _holdings.Remove(owner);
        }
    }

    /// <summary>Those of the key's owner exactly, those of all others once a second.</summary>
    private void ForgetOld(CommandKey key)
    {
        var now = time.GetTimestamp();
        if (_holdings.TryGetValue((key.Hub, key.Client), out var own))
        {
            ForgetOld(own, now);
        }

        if (time.GetElapsedTime(_sweptAt, now) >= SweepInterval)
        {
            _sweptAt = now;
            foreach (var holding in _holdings.Values)
            {
                ForgetOld(holding, now);
            }
        }
    }

    private void ForgetOld(Holding holding, long now)
    {
        while (holding.Finished.TryPeek(out var oldest) && oldest.ForgetAt <= now)
        {
            Remove(holding.Finished.Dequeue());
        }
    }

    /// <summary>False when none but <paramref name="keep"/> has an outcome.</summary>
    private bool TryForgetOne(RememberedCommand? keep, Func<Holding, long> size)
    {
        var largest = _holdings.Values
            .Where(holding => holding.Finished.TryPeek(out var oldest) && !ReferenceEquals(oldest, keep))
            .MaxBy(size);
        if (largest is not null)
        {
            Remove(largest.Finished.Dequeue());
        }

        return largest is not null;
    }

    /// <summary>One client's part, of one hub.</summary>
    private sealed class Holding
    {
        public int Count { get; set; }

        public long Bytes { get; set; }

        /// <summary>Oldest outcome first.</summary>
        public Queue<RememberedCommand> Finished { get; } = new();
    }
}
