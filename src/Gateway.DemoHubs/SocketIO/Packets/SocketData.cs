using System.Globalization;
using System.Text.Json.Nodes;

namespace Gateway.DemoHubs.SocketIO.Packets;

/// <summary>Arguments on their way to a client: each a JSON text, with the bytes its placeholders stand for.</summary>
internal sealed record SocketData(IReadOnlyList<string> Items, IReadOnlyList<ReadOnlyMemory<byte>> Attachments)
{
    public static SocketData Of(params string[] items) => new(items, []);

    /// <summary>What stands in a JSON text for the attachment of that index.</summary>
    public static string Placeholder(int index) => """{"_placeholder":true,"num":""" + index.ToString(CultureInfo.InvariantCulture) + "}";

    /// <summary>The index of an attachment, where the node is a placeholder; else null.</summary>
    public static int? PlaceholderOf(JsonNode? node) =>
        node is JsonObject members && members["_placeholder"] is JsonValue mark && mark.TryGetValue(out bool isMarked) && isMarked
            ? members["num"] is JsonValue number && number.TryGetValue(out int index) ? index : -1
            : null;
}
