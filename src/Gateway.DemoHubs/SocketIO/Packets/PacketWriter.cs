using System.Globalization;
using System.Text;
using Gateway.DemoHubs.SocketIO.Engine;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.SocketIO.Packets;

/// <summary>Packets to the client, each inside an Engine.IO message; attachments follow their header.</summary>
internal static class PacketWriter
{
    public static EnginePacket Connected(string name, string? sid) =>
        new("40" + Prefix(name) + (sid is null ? "" : $$"""{"sid":"{{sid}}"}"""));

    public static EnginePacket Disconnected(string name) => new("41" + Prefix(name));

    public static EnginePacket Refused(string name, string json) => new("44" + Prefix(name) + json);

    public static IReadOnlyList<EnginePacket> Event(string name, long? id, string @event, SocketData data) =>
        Write('2', name, id, [WireJson.Quote(@event), .. data.Items], data.Attachments);

    public static IReadOnlyList<EnginePacket> Ack(string name, long id, SocketData data) => Write('3', name, id, data.Items, data.Attachments);

    private static IReadOnlyList<EnginePacket> Write(
        char type, string name, long? id, IEnumerable<string> items, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        var text = new StringBuilder("4");
        if (attachments.Count == 0)
            text.Append(type);
        else
            text.Append((char)(type + 3)).Append(attachments.Count).Append('-');
        text.Append(Prefix(name)).Append(id?.ToString(CultureInfo.InvariantCulture)).Append('[').AppendJoin(',', items).Append(']');
        return [new EnginePacket(text.ToString()), .. attachments.Select(static bytes => new EnginePacket(bytes))];
    }

    private static string Prefix(string name) => name is "/" ? "" : name + ",";
}
