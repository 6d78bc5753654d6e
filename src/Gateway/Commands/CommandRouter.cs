using System.Collections.Concurrent;
using Gateway.Events;

namespace Gateway.Commands;

/// <summary>
/// Takes a command from a client to its hub and brings the outcome back: checks what can be checked without the hub, knows a
/// command again that is sent twice with one key, keeps to the hub's rate, sets the deadline, measures. Thread-safe.
/// </summary>
internal sealed class CommandRouter(TimeProvider time, ILogger<CommandRouter> logger)
{
    private readonly ConcurrentDictionary<string, CommandLane> _lanes = new(StringComparer.Ordinal);
    private readonly CommandMemory _memory = new(time);

    /// <summary>Adds a hub, or replaces it and what it may be sent.</summary>
    public void Attach(string hub, ICommandTarget target, CommandOptions options) => _lanes[hub] = new CommandLane(hub, target, options, time, logger);

    public void Detach(string hub) => _lanes.TryRemove(hub, out _);

    /// <summary>How much a hub may be sent, and how much of it is left; null when there is no such hub.</summary>
    public CommandLimits? Describe(string hub) => _lanes.TryGetValue(hub, out var lane) ? lane.Describe() : null;

    /// <summary>The same of every hub.</summary>
    public IEnumerable<(string Hub, CommandLimits Limits)> DescribeAll() => _lanes.Select(static lane => (lane.Key, lane.Value.Describe()));

    /// <summary>What is under way to a hub.</summary>
    public CommandLoad LoadOf(string hub) => _lanes.TryGetValue(hub, out var lane) ? lane.Load() : default;

    /// <summary>The way to a hub; null when it is not configured any more.</summary>
    public ICommandTarget? TargetOf(string hub) => _lanes.GetValueOrDefault(hub)?.Target;

    /// <summary>Counts what a client sends a hub in another way than by a command; null when it may go.</summary>
    public CommandOutcome? Admit(string hub, string client) => _lanes.GetValueOrDefault(hub)?.Admit(client);

    /// <summary>A hub said in another way than by a command's answer that it is asked too much.</summary>
    public void HubIsBusy(string hub, TimeSpan? retryAfter) => _lanes.GetValueOrDefault(hub)?.HubIsBusy(retryAfter);

    /// <summary>
    /// Sends a command to a hub that exists; commands that one caller begins to send one after the other keep that order on their way
    /// to the hub's session. Returns when the hub has answered, or it is clear that it will not; never throws
    /// but for <paramref name="cancellationToken"/>, which stands for a caller that has gone: the command itself goes on.
    /// </summary>
    public async Task<CommandOutcome> SendAsync(Command command, CancellationToken cancellationToken)
    {
        var accepted = command.Accepted ?? time.GetTimestamp();
        return Refuse(command) ?? (command.IdempotencyKey is null
            ? await RunAsync(command, accepted).WaitAsync(cancellationToken)
            : await SendOnceAsync(command, accepted, cancellationToken));
    }

    /// <summary>Writes a raw packet to a hub that exists. Never throws.</summary>
    /// <param name="hub">The hub's id.</param>
    /// <param name="packet">As it is to be written.</param>
    /// <param name="client">Who sends it, as <see cref="Command.Client"/>.</param>
    public async Task<CommandOutcome> WriteRawAsync(string hub, ReadOnlyMemory<byte> packet, string client)
    {
        var accepted = time.GetTimestamp();
        if (!_lanes.TryGetValue(hub, out var lane))
        {
            return NotConfigured(hub);
        }

        using var deadline = new CancellationTokenSource(lane.Timeout, time);
        var outcome = await lane.SendAsync(client, expiresAt: null, deadline.Token, () => lane.Target.WriteRawAsync(packet, deadline.Token));
        return Measured(Told(outcome, lane.Timeout, accepted, deadline.Token), accepted);
    }

    private static CommandOutcome NotConfigured(string hub) => CommandOutcome.Offline($"Hub '{hub}' is not configured any more.", null);

    private static CommandOutcome? Refuse(Command command)
    {
        if (string.IsNullOrWhiteSpace(command.Name))
        {
            return CommandOutcome.Invalid("'name' is missing: it is the command in the hub's own words, for example \"call_service\".");
        }

        return command.Timeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > CommandOptions.MaxTimeout)
            ? CommandOutcome.Invalid($"'timeoutMs' must be between 1 and {CommandOptions.MaxTimeout.TotalMilliseconds:0}.")
            : null;
    }

    private async Task<CommandOutcome> SendOnceAsync(Command command, long accepted, CancellationToken cancellationToken)
    {
        return _memory.Claim(command, out var remembered) switch
        {
            CommandClaim.New => await RunAndRememberAsync(remembered!, command, accepted).WaitAsync(cancellationToken),
            CommandClaim.Held => await remembered!.Outcome.WaitAsync(cancellationToken) with { IsReplay = true },
            CommandClaim.Reused => CommandOutcome.KeyReused(),
            _ => CommandOutcome.Limited($"{CommandMemory.MaxCommands} commands with an idempotency key are under way already; this one was not sent.", TimeSpan.FromSeconds(1)),
        };
    }

    private async Task<CommandOutcome> RunAndRememberAsync(RememberedCommand remembered, Command command, long accepted)
    {
        // What stands here when sending fails by a fault of ours: nobody knows how far it came.
        var outcome = CommandOutcome.Unknown();
        try
        {
            outcome = await RunAsync(command, accepted);
            return outcome;
        }
        finally
        {
            _memory.Finish(remembered, outcome);
        }
    }

    private async Task<CommandOutcome> RunAsync(Command command, long accepted)
    {
        if (!_lanes.TryGetValue(command.Hub, out var lane))
        {
            return NotConfigured(command.Hub);
        }

        if (command.ExpiresAt <= time.GetUtcNow())
        {
            return CommandOutcome.Expired("'expiresAt' had passed when the command arrived; it was not sent.");
        }

        var limit = command.Timeout ?? lane.Timeout;
        var left = limit - time.GetElapsedTime(accepted);
        if (left <= TimeSpan.Zero)
        {
            return Measured(CommandOutcome.Expired("Its time was over before its turn came; it was not sent."), accepted);
        }

        if (lane.TakeRoom(command.Client, command.Args.Length) is { } full)
        {
            return Measured(full, accepted);
        }

        using var deadline = new CancellationTokenSource(left, time);
        try
        {
            return Measured(
                await lane.SendAsync(command.Client, command.ExpiresAt, deadline.Token, () => command.Around is { } around ? around(SendAsync, accepted, deadline.Token) : SendAsync()),
                accepted);
        }
        finally
        {
            lane.GiveBack(command.Client, command.Args.Length);
        }

        async Task<CommandOutcome> SendAsync()
        {
            if (deadline.IsCancellationRequested || !command.MayStill())
            {
                return CommandOutcome.Expired(deadline.IsCancellationRequested
                    ? "Its time was over before it could be sent; it was not sent."
                    : "Its sender's access ended while it waited; it was not sent.");
            }

            var outcome = await lane.Target.SendAsync(command with { HubIsBusy = lane.HubIsBusy }, deadline.Token);
            return Measured(Told(outcome, limit, accepted, deadline.Token), accepted);
        }
    }

    /// <summary>
    /// With the time that was asked for, where it was that which ended the waiting. Measured, too, it is never less: timers go by a
    /// clock of whole milliseconds, and come up to one too early by the clock that measures.
    /// </summary>
    private CommandOutcome Told(CommandOutcome outcome, TimeSpan limit, long accepted, CancellationToken deadline)
    {
        if (outcome.Status != CommandStatus.Timeout || !deadline.IsCancellationRequested)
        {
            return outcome;
        }

        var elapsed = time.GetElapsedTime(accepted);
        return CommandOutcome.Timeout(limit) with { Elapsed = elapsed < limit ? limit : elapsed };
    }

    /// <summary>Up to the hub's answer: what happens after it does not count.</summary>
    private CommandOutcome Measured(CommandOutcome outcome, long accepted) =>
        outcome.Elapsed > TimeSpan.Zero ? outcome : outcome with { Elapsed = time.GetElapsedTime(accepted) };
}
