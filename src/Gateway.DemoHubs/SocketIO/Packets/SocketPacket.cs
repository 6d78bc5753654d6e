using System.Text.Json.Nodes;

namespace Gateway.DemoHubs.SocketIO.Packets;

internal enum SocketPacketType
{
    Connect,
    Disconnect,
    Event,
    Ack,
    Error,
    BinaryEvent,
    BinaryAck,
}

/// <summary>
/// One Socket.IO packet from a client. <c>Namespace</c> as it came, in EIO3 with its query; <c>Attachments</c> is how many binary packets must follow.
/// </summary>
internal sealed record SocketPacket(SocketPacketType Type, string Namespace, long? Id, JsonNode? Data, int Attachments)
{
    public JsonArray Items => Data as JsonArray ?? [];
}
