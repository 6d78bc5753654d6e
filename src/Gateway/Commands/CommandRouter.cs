using System.Collections.Concurrent;

namespace Gateway.Commands;

/// <summary>
/// Takes a command from a client to its hub and brings the outcome back: checks what can be checked without the hub, sets the
/// deadline, measures. Thread-safe.
/// </summary>
internal sealed class CommandRouter(CommandOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ICommandTarget> _targets = new(StringComparer.Ordinal);

    public void Attach(string hub, ICommandTarget target) => _targets[hub] = target;

    public void Detach(string hub) => _targets.TryRemove(hub, out _);

    /// <summary>
    /// Sends a command to a hub that exists. Returns when the hub has answered, or it is clear that it will not; never throws
    /// but for <paramref name="cancellationToken"/>, which stands for a caller that has gone: the command itself goes on.
    /// </summary>
    public async Task<CommandOutcome> SendAsync(Command command, CancellationToken cancellationToken)
    {
        var accepted = time.GetTimestamp();
        var outcome = Refuse(command) ?? await DispatchAsync(command).WaitAsync(cancellationToken);
        return outcome with { Elapsed = time.GetElapsedTime(accepted) };
    }

    /// <summary>Writes a raw packet to a hub that exists. Never throws.</summary>
    public async Task<CommandOutcome> WriteRawAsync(string hub, ReadOnlyMemory<byte> packet)
    {
        if (!_targets.TryGetValue(hub, out var target))
        {
            return CommandOutcome.Offline($"Hub '{hub}' is not configured any more.", null);
        }

        var accepted = time.GetTimestamp();
        using var deadline = new CancellationTokenSource(options.Timeout, time);
        var outcome = await target.WriteRawAsync(packet, deadline.Token);
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

    private async Task<CommandOutcome> DispatchAsync(Command command)
    {
        if (!_targets.TryGetValue(command.Hub, out var target))
        {
            return CommandOutcome.Offline($"Hub '{command.Hub}' is not configured any more.", null);
        }

        using var deadline = new CancellationTokenSource(command.Timeout ?? options.Timeout, time);
        return await target.SendAsync(command, deadline.Token);
    }
}
