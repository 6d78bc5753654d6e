using System.Text;
using System.Text.Json;

namespace Gateway.Upstreams.Recording;

/// <summary>Home Assistant's WebSocket API: ids of requests stand in their results and in the events they asked for.</summary>
internal sealed class ReplayHomeAssistant : IReplayDialect
{
    private const string Login = "auth";

    public bool IsDoorbell => false;

    public TimeSpan? Heartbeat => null;

    public byte[] HeartbeatMessage => [];

    /// <summary>Several messages may come as one list.</summary>
    public IEnumerable<ReplayPart> Split(ReplayFrame frame)
    {
        if (!frame.IsText)
        {
            return [new ReplayPart(frame.Bytes, IsText: false)];
        }

        try
        {
            using var document = JsonDocument.Parse(frame.Bytes, new JsonDocumentOptions { MaxDepth = 256 });
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Select(static message => PartOf(Encoding.UTF8.GetBytes(message.GetRawText()))).OfType<ReplayPart>()]
                : PartOf(frame.Bytes) is { } part ? [part] : [];
        }
        catch (JsonException)
        {
            // A hub's frame that is no JSON is played as it was.
            return [new ReplayPart(frame.Bytes, IsText: true)];
        }
    }

    public ReplayRequest? RequestOf(string text)
    {
        var message = Encoding.UTF8.GetBytes(text);
        if (!TryReadTop(message, out var type, out var id))
        {
            return null;
        }

        if (type is Login)
        {
            return new ReplayRequest(Login, Login);
        }

        return type is "ping" || id is not { } place ? null : new ReplayRequest(
            Encoding.UTF8.GetString(message[place]),
            Encoding.UTF8.GetString(Splice(message, place, "0")),
            MayRepeat: type.StartsWith("subscribe", StringComparison.Ordinal) || type.StartsWith("get_", StringComparison.Ordinal) || type.EndsWith("/list", StringComparison.Ordinal)
                || type is "supported_features" or "unsubscribe_events" or "render_template");
    }

    public byte[] Readdress(byte[] message, string id) => TryReadTop(message, out _, out var place) && place is { } range ? Splice(message, range, id) : message;

    public byte[]? AnswerOf(string text)
    {
        var message = Encoding.UTF8.GetBytes(text);
        return TryReadTop(message, out var type, out var id) && type is "ping" && id is { } place
            ? Encoding.UTF8.GetBytes($$"""{"id":{{Encoding.UTF8.GetString(message[place])}},"type":"pong"}""")
            : null;
    }

    public byte[]? Refuse(ReplayRequest request)
    {
        // Subscriptions of clients come and go in other orders than when it was recorded.
        var isLeaving = request.Shape.Contains("\"unsubscribe_events\"", StringComparison.Ordinal);
        return isLeaving
            ? Encoding.UTF8.GetBytes($$"""{"id":{{request.Id}},"type":"result","success":true,"result":null}""")
            : Encoding.UTF8.GetBytes($$"""{"id":{{request.Id}},"type":"result","success":false,"error":{"code":"not_recorded","message":"{{ReplayWords.Missing}}"} }""");
    }

    private static ReplayPart? PartOf(byte[] message) => !TryReadTop(message, out var type, out var id)
        ? new ReplayPart(message, IsText: true)
        : type switch
        {
            "pong" => null,
            "auth_ok" or "auth_invalid" => new ReplayPart(message, IsText: true, Login),
            _ => new ReplayPart(message, IsText: true, id is { } place ? Encoding.UTF8.GetString(message[place]) : null),
        };

    /// <summary>The message's own type, and where its own id stands.</summary>
    private static bool TryReadTop(byte[] message, out string type, out Range? id)
    {
        (type, id) = ("", null);
        try
        {
            var reader = new Utf8JsonReader(message, new JsonReaderOptions { MaxDepth = 256 });
            while (reader.Read())
            {
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                var (isType, isId) = (reader.ValueTextEquals("type"u8), reader.ValueTextEquals("id"u8));
                reader.Read();
                type = isType && reader.TokenType == JsonTokenType.String ? reader.GetString()! : type;
                id = isId && reader.TokenType == JsonTokenType.Number ? (int)reader.TokenStartIndex..(int)(reader.TokenStartIndex + reader.ValueSpan.Length) : id;
            }

            return type.Length > 0;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, or half a surrogate pair in a text.
            return false;
        }
    }

    private static byte[] Splice(byte[] message, Range place, string with) => [.. message[..place.Start], .. Encoding.UTF8.GetBytes(with), .. message[place.End..]];
}
