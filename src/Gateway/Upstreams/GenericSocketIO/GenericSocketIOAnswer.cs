using System.Text.Json;
using Gateway.Commands;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.GenericSocketIO;

/// <summary>What a server's ack means as the outcome of a command.</summary>
internal static class GenericSocketIOAnswer
{
    /// <param name="args">The ack's JSON array.</param>
    /// <param name="style">How the server answers.</param>
    public static CommandOutcome Read(ReadOnlyMemory<byte> args, SocketIOAckStyle style)
    {
        if (style == SocketIOAckStyle.Values)
        {
            return CommandOutcome.Ok(args);
        }

        using var document = JsonDocument.Parse(args);
        var values = document.RootElement;
        var first = values.GetArrayLength() == 0 ? default : values[0];
        return values.GetArrayLength() switch
        {
            0 => CommandOutcome.Ok("null"u8.ToArray()),
            1 => IsError(first) ? Rejected(first) : CommandOutcome.Ok(Raw(first)),
            _ when first.ValueKind != JsonValueKind.Null => Rejected(first),
            2 => CommandOutcome.Ok(Raw(values[1])),
            _ => CommandOutcome.Ok(AllButFirst(values)),
        };
    }

    private static bool IsError(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null;

    private static CommandOutcome Rejected(JsonElement error) =>
        CommandOutcome.Rejected($"The server refused: {SocketIOWords.Of(Raw(error))}", Raw(error));

    private static byte[] AllButFirst(JsonElement values)
    {
        using var output = new MemoryStream();
        output.WriteByte((byte)'[');
        for (var index = 1; index < values.GetArrayLength(); index++)
        {
            if (index > 1)
            {
                output.WriteByte((byte)',');
            }

            output.Write(Raw(values[index]));
        }

        output.WriteByte((byte)']');
        return output.ToArray();
    }

    private static byte[] Raw(JsonElement value) => System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value).ToArray();
}
