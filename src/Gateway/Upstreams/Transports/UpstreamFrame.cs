using System.Net.WebSockets;

namespace Gateway.Upstreams.Transports;

/// <summary>One whole WebSocket message. Its bytes are valid until the next read.</summary>
/// <param name="Type">Text, binary, or the other side's close.</param>
/// <param name="Bytes">The message, empty for a close.</param>
internal readonly record struct UpstreamFrame(WebSocketMessageType Type, ReadOnlyMemory<byte> Bytes);
