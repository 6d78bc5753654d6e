using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>
/// Writes the frames we send, one complete text frame per call. Ids must ascend within a connection; the caller counts them.
/// Wire: WebSocket API of Home Assistant 2022.9 and later, developers.home-assistant.io/docs/api/websocket.
/// </summary>
internal static class HomeAssistantCommandWriter
{
    /// <summary>The hub closes the session for a message above 4 MiB; id and type of the command need room in it as well.</summary>
    public const int MaxArgsBytes = (4 * 1024 * 1024) - 4096;

    /// <summary>Writes a command with the members of <paramref name="argsObject"/> as they are.</summary>
    /// <param name="argsObject">Empty, or a JSON object that <see cref="TryValidateArgs"/> accepts.</param>
    public static void Write(IBufferWriter<byte> output, long id, string type, ReadOnlySpan<byte> argsObject)
    {
        Begin(output, id);
        output.Write(",\"type\":"u8);
        HomeAssistantJson.WriteText(output, type);
        WriteMembers(output, argsObject);
        output.Write("}"u8);
    }

    /// <summary>Writes a command that is a JSON object with its own <c>type</c>, such as a JSON topic's canonical text.</summary>
    public static void WriteObject(IBufferWriter<byte> output, long id, ReadOnlySpan<byte> command)
    {
        Begin(output, id);
        WriteMembers(output, command);
        output.Write("}"u8);
    }

    /// <summary>True when the arguments, or none, can be sent; else <paramref name="fault"/> names fault and cure.</summary>
    public static bool TryValidateArgs(ReadOnlySpan<byte> args, out string? fault)
    {
        fault = null;
        if (args.IsEmpty)
            return true;

        if (args.Length > MaxArgsBytes)
        {
            fault = $"args has {args.Length} bytes, more than the {MaxArgsBytes} the hub takes: send less at once.";
            return false;
        }

        if (!HomeAssistantRequestJson.TryCheckObject(args, "args", out fault))
            return false;

        var json = new Utf8JsonReader(args, new JsonReaderOptions { MaxDepth = HomeAssistantRequestJson.MaxDepth });
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (HomeAssistantJson.NameIs(ref json, "id"u8))
                fault = "args has a member \"id\", which the gateway sets itself: leave it out.";
            else if (HomeAssistantJson.NameIs(ref json, "type"u8))
                fault = "args has a member \"type\", which is the command's name: give it as \"name\" and leave it out here.";
            json.Skip();
        }

        return fault is null;
    }

    public static void WriteAuth(IBufferWriter<byte> output, string accessToken)
    {
        output.Write("{\"type\":\"auth\",\"access_token\":"u8);
        HomeAssistantJson.WriteText(output, accessToken);
        output.Write("}"u8);
    }

    /// <summary>Allows the hub to send several messages in one frame.</summary>
    public static void WriteSupportedFeatures(IBufferWriter<byte> output, long id)
    {
        Write(output, id, "supported_features", "{\"features\":{\"coalesce_messages\":1}}"u8);
    }

    public static void WriteGetConfig(IBufferWriter<byte> output, long id) => Write(output, id, "get_config", default);

    public static void WritePing(IBufferWriter<byte> output, long id) => Write(output, id, "ping", default);

    public static void WriteSubscribeEntities(IBufferWriter<byte> output, long id) => Write(output, id, "subscribe_entities", default);

    /// <summary>Asks for one event type, or for all when <paramref name="eventType"/> is null, which takes an administrator.</summary>
    public static void WriteSubscribeEvents(IBufferWriter<byte> output, long id, string? eventType)
    {
        Begin(output, id);
        output.Write(",\"type\":\"subscribe_events\""u8);
        if (eventType is not null)
        {
            output.Write(",\"event_type\":"u8);
            HomeAssistantJson.WriteText(output, eventType);
        }

        output.Write("}"u8);
    }

    /// <summary>Ends a subscription of any kind.</summary>
    /// <param name="subscription">The id it was asked for with.</param>
    public static void WriteUnsubscribeEvents(IBufferWriter<byte> output, long id, long subscription)
    {
        Begin(output, id);
        output.Write(",\"type\":\"unsubscribe_events\",\"subscription\":"u8);
        WriteNumber(output, subscription);
        output.Write("}"u8);
    }

    private static void Begin(IBufferWriter<byte> output, long id)
    {
        output.Write("{\"id\":"u8);
        WriteNumber(output, id);
    }

    private static void WriteMembers(IBufferWriter<byte> output, ReadOnlySpan<byte> jsonObject)
    {
        var members = jsonObject.Trim(" \t\r\n"u8);
        if (members.IsEmpty)
            return;
        if (members is not [(byte)'{', .., (byte)'}'])
            throw new ArgumentException("Not a JSON object.", nameof(jsonObject));

        members = members[1..^1].Trim(" \t\r\n"u8);
        if (members.IsEmpty)
            return;

        output.Write(","u8);
        output.Write(members);
    }

    private static void WriteNumber(IBufferWriter<byte> output, long number)
    {
        Utf8Formatter.TryFormat(number, output.GetSpan(20), out var written);
        output.Advance(written);
    }
}
