using System.Runtime.InteropServices;
using Gateway.Events;

namespace Gateway.Commands;

/// <summary>
/// The way to one hub and how much may go along it. A hub that is asked too much grows slow for everybody, and some close the
/// connection. So there is a rate for the hub, of which each client has its share: a client alone may use all of it; while others
/// send too, what is within a client's share always goes, and what is beyond goes only while more than half of the burst is left.
/// Above it a command is refused at once, but for one that expires: that waits for its turn until then. Thread-safe.
/// </summary>
internal sealed class CommandLane(string hub, ICommandTarget target, CommandOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>Of one client's commands to the hub that have no outcome yet.</summary>
    public const int MaxBytesUnderWay = 16 << 20;

    /// <summary>What a command costs besides its arguments, more or less.</summary>
    private const int CommandOverhead = 1024;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>Those before it may leave early, and the hub's pace recover.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly TokenBucket _allowed = new(options.PerSecond, options.Burst, time);
    private readonly ClientShares _shares = new(time);
    private readonly CommandPace _pace = new(options.PerSecond, time);
    private readonly CommandWaiting _waiting = new();
    private readonly CommandLaneLog _log = new(hub, options, time, logger);
    private readonly Dictionary<string, long> _bytesUnderWay = new(StringComparer.Ordinal);
    private long _limited;
    private int _underWay;

    public ICommandTarget Target => target;

    public TimeSpan Timeout => options.Timeout;

    private TimeSpan Each => TimeSpan.FromSeconds(1 / _pace.PerSecond);

    public CommandLimits Describe()
    {
        lock (_gate)
        {
            _allowed.Reshape(_pace.PerSecond, options.Burst);
            var available = _pace.Pause is null ? (int)Math.Max(0, _allowed.Available) : 0;
            return new CommandLimits(options.PerSecond, options.Burst, available, _limited, _pace.Describe());
        }
    }

    /// <summary>Commands that have no outcome yet.</summary>
    public CommandLoad Load()
    {
        lock (_gate)
        {
            return new CommandLoad(_underWay - _waiting.Count, _waiting.Count);
        }
    }

    /// <summary>
    /// Takes room for what a command holds until its outcome: hubs may take minutes, and no client may fill the memory meanwhile.
    /// Null: there is room, and <see cref="GiveBack"/> must follow.
    /// </summary>
    public CommandOutcome? TakeRoom(string client, int bytes)
    {
        lock (_gate)
        {
            ref var held = ref CollectionsMarshal.GetValueRefOrAddDefault(_bytesUnderWay, client, out _);
            if (held + bytes + CommandOverhead > MaxBytesUnderWay)
            {
                _limited++;
                return CommandOutcome.Limited($"Commands of this client hold {MaxBytesUnderWay >> 20} MiB until hub '{hub}' has answered them; this one was not sent.", TimeSpan.FromSeconds(1));
            }

            held += bytes + CommandOverhead;
            _underWay++;
            return null;
        }
    }

    public void GiveBack(string client, int bytes)
    {
        lock (_gate)
        {
            _underWay--;
            var left = _bytesUnderWay[client] - bytes - CommandOverhead;
            if (left > 0)
            {
                _bytesUnderWay[client] = left;
            }
            else
            {
                _bytesUnderWay.Remove(client);
            }
        }
    }

    /// <summary>
    /// Sends one more command where it may go. Where it may not yet and has a time to expire at, it waits behind its client's
    /// others; <paramref name="sendAsync"/> is begun before the next of them may go.
    /// </summary>
    /// <param name="client">Who sends it.</param>
    /// <param name="expiresAt">How long it may wait; null: not at all.</param>
    /// <param name="deadline">The end of the command's time.</param>
    /// <param name="sendAsync">Sends it. Called once at most.</param>
    public Task<CommandOutcome> SendAsync(string client, DateTimeOffset? expiresAt, CancellationToken deadline, Func<Task<CommandOutcome>> sendAsync)
    {
        CommandTurn? turn;
        lock (_gate)
        {
            var ahead = _waiting.CountOf(client);
            if ((ahead > 0 ? Each * ahead : Take(client)) is not { } wait)
            {
                turn = null;
            }
            else if (expiresAt is null || !_waiting.TryAdd(client, out turn))
            {
                return Task.FromResult(Refuse(wait));
            }
        }

        return turn is null ? sendAsync() : WaitAsync(turn, expiresAt!.Value, deadline, sendAsync);
    }

    /// <summary>Counts what a client sends in another way than by a command; null when it may go.</summary>
    public CommandOutcome? Admit(string client)
    {
        lock (_gate)
        {
            return Take(client) is { } wait ? Refuse(wait) : null;
        }
    }

    /// <summary>The hub says that it is asked too much.</summary>
    /// <param name="retryAfter">The time it wants to be left alone; null when it named none.</param>
    public void HubIsBusy(TimeSpan? retryAfter)
    {
        lock (_gate)
        {
            _pace.Lower(retryAfter);
            _log.HubIsBusy(_pace);
        }
    }

    private CommandOutcome Refuse(TimeSpan wait)
    {
        _limited++;
        _log.Refused();
        return CommandOutcome.Limited(_log.Words(_shares.Count > 1, _pace), wait);
    }

    private async Task<CommandOutcome> WaitAsync(CommandTurn turn, DateTimeOffset expiresAt, CancellationToken deadline, Func<Task<CommandOutcome>> sendAsync)
    {
        Task<CommandOutcome> sending;
        try
        {
            sending = await MayGoAsync(turn, expiresAt, deadline)
                ? sendAsync()
                : Task.FromResult(CommandOutcome.Expired("Its time had passed before the hub's rate let it go; it was not sent."));
        }
        finally
        {
            lock (_gate)
            {
                _waiting.Remove(turn);
            }
        }

        return await sending;
    }

    private async Task<bool> MayGoAsync(CommandTurn turn, DateTimeOffset expiresAt, CancellationToken deadline)
    {
        while (expiresAt - time.GetUtcNow() is var left && left > TimeSpan.Zero && !deadline.IsCancellationRequested)
        {
            if (Next(turn) is not { } wait)
            {
                return true;
            }

            // Rounded up: timers count milliseconds, and one that is early would spin.
            var delay = wait < left ? wait : left;
            await Task.Delay(delay < Tick ? Tick : TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds)), time, deadline)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    /// <summary>Null when it may go now; else how long until it makes sense to ask again.</summary>
    private TimeSpan? Next(CommandTurn turn)
    {
        lock (_gate)
        {
            return _waiting.PlaceOf(turn) is > 0 and var place
                ? Each * place is var wait && wait < LongestWait ? wait : LongestWait
                : Take(turn.Client);
        }
    }

    /// <summary>Takes one of the hub's and of the client's; null when there was one, else how long until there is.</summary>
    private TimeSpan? Take(string client)
    {
        var rate = _pace.PerSecond;
        _allowed.Reshape(rate, options.Burst);
        _log.Look(_allowed, _pace);
        var share = _shares.Of(client, rate, options.Burst);
        var wait = _pace.Pause ?? (_shares.Count == 1 ? _allowed.Take() : TakeShared(share));
        if (wait is null)
        {
            share.Spend();
            _log.Admitted();
        }

        return wait;
    }

    private TimeSpan? TakeShared(TokenBucket share)
    {
        if (share.UntilOne is not { } untilOwn)
        {
            // Overdrawn by one: who was quiet gets its command through also where another has just emptied the bucket.
            return _allowed.Take(leave: -1);
        }

        return _allowed.Take(leave: options.Burst / 2.0) is { } untilSurplus
            ? untilSurplus < untilOwn ? untilSurplus : untilOwn
            : null;
    }
}
