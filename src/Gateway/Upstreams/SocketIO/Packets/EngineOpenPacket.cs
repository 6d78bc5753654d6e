using System.Text.Json;

namespace Gateway.Upstreams.SocketIO.Packets;

/// <summary>What an Engine.IO server says first, <c>0{…}</c>.</summary>
/// <param name="Sid">The session's id.</param>
/// <param name="PingInterval">How often there is a ping; null where it does not say.</param>
/// <param name="PingTimeout">How long an answer to it may take; null where it does not say.</param>
internal sealed record EngineOpenPacket(string Sid, TimeSpan? PingInterval, TimeSpan? PingTimeout)
{
    private const int MaxBytes = 16 * 1024;
    private const int MaxSid = 512;

    /// <summary>Whether the session can go on over a WebSocket.</summary>
    public bool OffersWebSocket { get; init; }

    /// <summary>The largest packet the server takes, in bytes; null where it does not say.</summary>
    public int? MaxPayload { get; init; }

    /// <summary>Null when it is not an open packet.</summary>
    public static EngineOpenPacket? Read(ReadOnlySpan<byte> packet)
    {
        if (packet is not [(byte)'0', (byte)'{', ..] || packet.Length > MaxBytes)
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(packet[1..]);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            return root.TryGetProperty("sid", out var sid) && sid.ValueKind == JsonValueKind.String && sid.GetString() is { Length: > 0 and <= MaxSid }
                ? new EngineOpenPacket(sid.GetString()!, Milliseconds(root, "pingInterval"), Milliseconds(root, "pingTimeout"))
                {
                    OffersWebSocket = root.TryGetProperty("upgrades", out var upgrades) && upgrades.ValueKind == JsonValueKind.Array
                        && upgrades.EnumerateArray().Any(static upgrade => upgrade.ValueKind == JsonValueKind.String && upgrade.ValueEquals("websocket"u8)),
                    MaxPayload = root.TryGetProperty("maxPayload", out var max) && max.ValueKind == JsonValueKind.Number && max.TryGetInt32(out var bytes) && bytes > 0 ? bytes : null,
                }
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static TimeSpan? Milliseconds(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number is >= 0 and <= int.MaxValue
            ? TimeSpan.FromMilliseconds(number)
            : null;
}
