namespace Gateway.Commands;

/// <summary>What became of a command. A value, never an exception: every outcome is expected.</summary>
/// <param name="Status">Which of the closed list.</param>
/// <param name="Detail">What happened and what to do, for people; null when it went well.</param>
/// <param name="Result">The hub's answer as JSON, untouched; empty when there is none.</param>
/// <param name="HubError">The hub's own error as JSON, untouched; only when rejected.</param>
/// <param name="RetryAfter">When trying again makes sense.</param>
/// <param name="Elapsed">From acceptance to the answer.</param>
internal sealed record CommandOutcome(
    CommandStatus Status,
    string? Detail = null,
    ReadOnlyMemory<byte> Result = default,
    ReadOnlyMemory<byte> HubError = default,
    TimeSpan? RetryAfter = null,
    TimeSpan Elapsed = default)
{
    /// <summary>What a topic told of it; null when none was named, or nothing was to be waited for.</summary>
    public CommandConfirmed? Confirmed { get; init; }

    /// <summary>The outcome of an earlier command with the same key, told again.</summary>
    public bool IsReplay { get; init; }

    /// <summary>Invalid because the key was used for another command.</summary>
    public bool IsKeyReused { get; init; }

    /// <summary>The status in the contract's word.</summary>
    public string Word => Status.ToString().ToLowerInvariant();

    /// <summary>Whether the hub may have seen the command. Where it surely has not, it can be sent again without harm.</summary>
    public bool MayHaveBeenSent =>
        Status is CommandStatus.Ok or CommandStatus.Sent or CommandStatus.Rejected or CommandStatus.Timeout or CommandStatus.Unknown;

    public static CommandOutcome Sent { get; } = new(CommandStatus.Sent);

    public static CommandOutcome Ok(ReadOnlyMemory<byte> result) => new(CommandStatus.Ok, Result: result);

    public static CommandOutcome Rejected(string detail, ReadOnlyMemory<byte> hubError) => new(CommandStatus.Rejected, detail, HubError: hubError);

    public static CommandOutcome Invalid(string detail) => new(CommandStatus.Invalid, detail);

    public static CommandOutcome Offline(string detail, TimeSpan? retryAfter) => new(CommandStatus.Offline, detail, RetryAfter: retryAfter);

    public static CommandOutcome Timeout(TimeSpan waited) => new(
        CommandStatus.Timeout,
        $"The command was sent, but the hub did not answer within {waited.TotalMilliseconds:0} ms. Whether it ran is unknown; look at the hub's state before you send it again.");

    public static CommandOutcome Unknown() => new(
        CommandStatus.Unknown,
        "The command was sent, but the session was lost before the hub answered. Whether it ran is unknown; it is never sent again by itself.");

    public static CommandOutcome Limited(string detail, TimeSpan retryAfter) => new(CommandStatus.Limited, detail, RetryAfter: retryAfter);

    public static CommandOutcome Expired(string detail) => new(CommandStatus.Expired, detail);

    public static CommandOutcome KeyReused() => new(
        CommandStatus.Invalid,
        "This idempotency key was used for another command within the last 10 minutes; this one was not sent. Give each command a key of its own, and the same key only to its repetition.")
    {
        IsKeyReused = true,
    };
}
