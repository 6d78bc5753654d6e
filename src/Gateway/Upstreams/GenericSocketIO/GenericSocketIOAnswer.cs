using System.Text.Json;
using Gateway.Commands;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.GenericSocketIO;

/// <summary>What a server's ack means as the outcome of a command.</summary>
internal static class GenericSocketIOAnswer
{
    /// <param name="args">The ack's JSON array.</param>
    /// <param name="style">How the server answers.</param>
    /// <param name="secrets">What is cut out of a refusal.</param>
    public static CommandOutcome Read(ReadOnlyMemory<byte> args, SocketIOAckStyle style, SocketIOSecrets secrets)
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
            1 => IsError(first) ? Rejected(first, secrets) : CommandOutcome.Ok(Raw(first)),
            _ when first.ValueKind != JsonValueKind.Null => Rejected(first, secrets),
            2 => CommandOutcome.Ok(Raw(values[1])),
            _ => CommandOutcome.Ok(AllButFirst(values)),
        };
    }

    private static bool IsError(JsonElement value)
    {
        var reader = new Utf8JsonReader(Raw(value));
        var isError = false;
        reader.Read();
        while (reader.TokenType != JsonTokenType.EndObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isNamed = IsNamedError(ref reader);
            reader.Read();
            isError = isNamed ? reader.TokenType != JsonTokenType.Null : isError;
            reader.Skip();
        }

        return isError;
    }

    private static bool IsNamedError(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.ValueTextEquals("error"u8);
        }
        catch (InvalidOperationException)
        {
            // A name with half a surrogate pair in it: valid JSON, but none of ours.
            return false;
        }
    }

    private static CommandOutcome Rejected(JsonElement error, SocketIOSecrets secrets)
    {
        var json = secrets.RedactJson(Raw(error));
        return CommandOutcome.Rejected($"The server refused: {SocketIOWords.Of(json.Span, secrets)}", json);
    }

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
