using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.GenericSocketIO;

/// <summary>What every session of one entry has in common.</summary>
/// <param name="OwnNamespace">What topics and commands without a namespace mean, without its query.</param>
/// <param name="Auth">Sent on joining a namespace; JSON, or empty.</param>
/// <param name="Ack">What an acknowledgement means.</param>
/// <param name="Secrets">What must not appear in the server's words.</param>
internal sealed record GenericSocketIOTerms(string OwnNamespace, ReadOnlyMemory<byte> Auth, SocketIOAckStyle Ack, SocketIOSecrets Secrets);
