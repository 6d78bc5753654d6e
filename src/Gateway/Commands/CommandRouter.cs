using System.Collections.Concurrent;

namespace Gateway.Commands;

/// <summary>
/// Takes a command from a client to its hub and brings the outcome back: checks what can be checked without the hub, keeps to the
/// hub's rate, sets the deadline, measures. Thread-safe.
/// </summary>
internal sealed class CommandRouter(TimeProvider time, ILogger<CommandRouter> logger)
{
    private readonly ConcurrentDictionary<string, CommandLane> _lanes = new(StringComparer.Ordinal);

    /// <summary>Adds a hub, or replaces it and what it may be sent.</summary>
    public void Attach(string hub, ICommandTarget target, CommandOptions options) => _lanes[hub] = new CommandLane(hub, target, options, time, logger);

    public void Detach(string hub) => _lanes.TryRemove(hub, out _);

    /// <summary>The way to a hub; null when it is not configured any more.</summary>
    public ICommandTarget? TargetOf(string hub) => _lanes.GetValueOrDefault(hub)?.Target;

    /// <summary>Counts what a client sends a hub in another way than by a command; null when it may go.</summary>
    public Task<CommandOutcome?> AdmitAsync(string hub, string client) => Task.FromResult(_lanes.GetValueOrDefault(hub)?.Admit());

    /// <summary>
    /// Sends a command to a hub that exists. Returns when the hub has answered, or it is clear that it will not; never throws
    /// but for <paramref name="cancellationToken"/>, which stands for a caller that has gone: the command itself goes on.
    /// </summary>
    public async Task<CommandOutcome> SendAsync(Command command, CancellationToken cancellationToken)
    {
        var accepted = time.GetTimestamp();
        var outcome = Refuse(command)
            ?? await DispatchAsync(command.Hub, command.Timeout, (target, deadline) => target.SendAsync(command, deadline)).WaitAsync(cancellationToken);
        return outcome with { Elapsed = time.GetElapsedTime(accepted) };
    }

    /// <summary>Writes a raw packet to a hub that exists. Never throws.</summary>
    public async Task<CommandOutcome> WriteRawAsync(string hub, ReadOnlyMemory<byte> packet)
    {
        var accepted = time.GetTimestamp();
        var outcome = await DispatchAsync(hub, timeout: null, (target, deadline) => target.WriteRawAsync(packet, deadline));
        return outcome with { Elapsed = time.GetElapsedTime(accepted) };
    }

    private CommandOutcome? Refuse(Command command)
    {
        if (string.IsNullOrWhiteSpace(command.Name))
        {
            return CommandOutcome.Invalid("'name' is missing: it is the command in the hub's own words, for example \"call_service\".");
        }

        if (command.Timeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > CommandOptions.MaxTimeout))
        {
            return CommandOutcome.Invalid($"'timeoutMs' must be between 1 and {CommandOptions.MaxTimeout.TotalMilliseconds:0}.");
        }

        return command.ExpiresAt <= time.GetUtcNow()
            ? CommandOutcome.Expired("'expiresAt' had passed when the command arrived; it was not sent.")
            : null;
    }

    private async Task<CommandOutcome> DispatchAsync(string hub, TimeSpan? timeout, Func<ICommandTarget, CancellationToken, Task<CommandOutcome>> sendAsync)
    {
        if (!_lanes.TryGetValue(hub, out var lane))
        {
            return CommandOutcome.Offline($"Hub '{hub}' is not configured any more.", null);
        }

        if (lane.Admit() is { } refusal)
        {
            return refusal;
        }

        var limit = timeout ?? lane.Timeout;
        using var deadline = new CancellationTokenSource(limit, time);
        var outcome = await sendAsync(lane.Target, deadline.Token);

        // The time that was asked for, where it was that which ended the waiting; measured, it is always a little more.
        return outcome.Status == CommandStatus.Timeout && deadline.IsCancellationRequested ? CommandOutcome.Timeout(limit) : outcome;
    }
}
