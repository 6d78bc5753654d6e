namespace Gateway.Commands;

/// <summary>
/// The router's way to one hub, served by this process or, one day, by another node. Thread-safe. A command is written at most
/// once, whatever happens; it is never kept for later.
/// </summary>
internal interface ICommandTarget
{
    /// <summary>
    /// Writes the command and waits for the hub's answer. <paramref name="cancellationToken"/> ends the wait: before the write
    /// the command is not sent (<see cref="CommandStatus.Expired"/>), after it the outcome is <see cref="CommandStatus.Timeout"/>.
    /// Never throws.
    /// </summary>
    Task<CommandOutcome> SendAsync(Command command, CancellationToken cancellationToken);

    /// <summary>Writes a packet of the hub's own protocol as it is; <see cref="CommandStatus.Sent"/> once written. Never throws.</summary>
    Task<CommandOutcome> WriteRawAsync(ReadOnlyMemory<byte> packet, CancellationToken cancellationToken);
}
