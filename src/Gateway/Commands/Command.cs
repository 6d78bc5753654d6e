namespace Gateway.Commands;

/// <summary>One thing asked of a hub.</summary>
/// <param name="Hub">The hub's id.</param>
/// <param name="Name">The command in the hub's own words.</param>
/// <param name="Args">Its arguments as JSON, UTF-8; empty when there are none.</param>
internal sealed record Command(string Hub, string Name, ReadOnlyMemory<byte> Args)
{
    /// <summary>Who sends it: the access key's name, or the connection's address. Default <c>local</c>.</summary>
    public string Client { get; init; } = "local";

    /// <summary>How long to wait for the hub's answer, from acceptance. Null: <c>Commands:Timeout</c>.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The timestamp of its acceptance, where it has waited since; null: when it is handed in.</summary>
    public long? Accepted { get; init; }

    /// <summary>Asked just before it goes to the hub: whether who sent it still may. Returns at once.</summary>
    public Func<bool> MayStill { get; init; } = static () => true;

    /// <summary>It must not be written to the hub after this time. Until then it may wait for the hub's rate.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>False: answered as soon as it is written.</summary>
    public bool Wait { get; init; } = true;

    /// <summary>The same key from the same client means the same command, however often it is sent. Null: each is its own.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The topic on which an event is to follow; null when nobody looks for one.</summary>
    public string? Confirms { get; init; }

    /// <summary>What surrounds the sending, once the command may go; null: nothing.</summary>
    public CommandStep? Around { get; init; }

    /// <summary>
    /// Called by the session when the hub says that it is asked too much, with the time it wants to be left alone, if it names
    /// one; also where nobody waits for the answer. Returns at once.
    /// </summary>
    public Action<TimeSpan?>? HubIsBusy { get; init; }
}
