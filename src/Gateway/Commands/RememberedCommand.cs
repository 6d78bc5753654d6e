using System.Runtime.InteropServices;

namespace Gateway.Commands;

/// <summary>A command with an idempotency key, under way or with its outcome.</summary>
/// <param name="key">The key, and whose it is.</param>
/// <param name="fingerprint">What the command asks of the hub.</param>
internal sealed class RememberedCommand(CommandKey key, byte[] fingerprint)
{
    /// <summary>What one costs beyond its outcome and key, about.</summary>
    private const int Overhead = 512;

    private readonly TaskCompletionSource<CommandOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CommandKey Key => key;

    public Task<CommandOutcome> Outcome => _outcome.Task;

    /// <summary>What it holds in memory.</summary>
    public long Bytes { get; private set; } = Overhead + (2L * key.Key.Length);

    /// <summary>The timestamp from which on it may be forgotten; once it has its outcome.</summary>
    public long ForgetAt { get; private set; }

    public bool IsSame(byte[] other) => fingerprint.AsSpan().SequenceEqual(other);

    public void Finish(CommandOutcome outcome, long forgetAt)
    {
        var kept = outcome with { Result = Alone(outcome.Result), HubError = Alone(outcome.HubError) };
        Bytes += kept.Result.Length + kept.HubError.Length + (2L * (kept.Detail?.Length ?? 0));
        ForgetAt = forgetAt;
        _outcome.TrySetResult(kept);
    }

    /// <summary>Without the rest of the frame that it is a part of.</summary>
    private static ReadOnlyMemory<byte> Alone(ReadOnlyMemory<byte> json) =>
        MemoryMarshal.TryGetArray(json, out var part) && part.Array!.Length == part.Count ? json : json.ToArray();
}

/// <summary>An idempotency key; each client has its own for each hub.</summary>
internal readonly record struct CommandKey(string Hub, string Client, string Key);
