using Gateway.Commands;

namespace Gateway.Upstreams;

/// <summary>A session that can write a packet of its protocol as a client gives it.</summary>
internal interface IRawWriter
{
    /// <summary><see cref="CommandStatus.Sent"/> once written; <see cref="CommandStatus.Invalid"/> with the reason for what is no packet or would break the session.</summary>
    Task<CommandOutcome> WriteRawAsync(ReadOnlyMemory<byte> packet, CancellationToken cancellationToken);
}
