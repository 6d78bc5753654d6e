namespace Gateway.Commands;

/// <summary>One thing asked of a hub.</summary>
/// <param name="Hub">The hub's id.</param>
/// <param name="Name">The command in the hub's own words.</param>
/// <param name="Args">Its arguments as JSON, UTF-8; empty when there are none.</param>
internal sealed record Command(string Hub, string Name, ReadOnlyMemory<byte> Args)
{
    /// <summary>How long to wait for the hub's answer, from acceptance. Null: <c>Commands:Timeout</c>.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>It must not be written to the hub after this time.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>False: answered as soon as it is written.</summary>
    public bool Wait { get; init; } = true;
}
