using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Events;
using Gateway.Upstreams.HomeAssistant;

namespace Gateway.Stress.Fuzzing.Codecs;

internal static class HomeAssistantCodecs
{
    private static readonly HashSet<string> Types = new(["my/custom"], StringComparer.Ordinal);

    private static readonly string[] EntityFrames =
    [
        .. Recorded.HomeAssistant.Where(static frame => frame.Contains("\"event\":{\"a\"", StringComparison.Ordinal) || frame.Contains("\"event\":{\"c\"", StringComparison.Ordinal)).Select(Event),
        """{"a":{"light.den":{"s":"on","a":{"brightness":5,"name":"x"},"c":"01H","lc":1700000000.5},"sensor.a":{"s":"1","a":{},"c":{"id":"x","parent_id":null,"user_id":null},"lc":1,"lu":2}}}""",
        """{"c":{"light.den":{"+":{"s":"off","a":{"brightness":7},"lc":1700000001.25,"c":"02H"},"-":{"a":["name"]}},"sensor.a":{"+":{"lu":3}}}}""",
        """{"r":["light.den"]}""",
    ];

    public static IEnumerable<FuzzCodec> All()
    {
        var entities = new HomeAssistantEntities();
        var snapshot = Encoding.UTF8.GetBytes(EntityFrames[^3]);
        return
        [
            FuzzCodec.Of("home-assistant-frame", Frame, Recorded.HomeAssistant) with { Around = ("{\"type\":\"event\",\"id\":1,\"event\":", "}") },
            FuzzCodec.Of("home-assistant-entities", input => Entities(input, entities), EntityFrames) with
            {
                Reset = () =>
                {
                    entities = new HomeAssistantEntities();
                    entities.Apply(snapshot, isSnapshot: true, MustBeState);
                },
                MaxBytes = 256 << 10,
                Around = ("{\"a\":{\"light.den\":{\"s\":\"on\",\"a\":{\"x\":", "},\"c\":\"a\",\"lc\":1}}}"),
            },
            FuzzCodec.Of("home-assistant-canonical-json", Canonical, [.. Recorded.HomeAssistant, "{\"b\":1,\"a\":[{\"z\":1.0,\"y\":\"\\u00e9\"}]}"]) with { MaxBytesPerByte = 200 },
            FuzzCodec.Of("home-assistant-topic", Topic, TopicSeeds()) with { Around = ("{\"type\":\"subscribe_trigger\",\"a\":", "}"), MaxBytesPerByte = 200 },
            FuzzCodec.Of("home-assistant-command-writer", Command, [.. Recorded.HomeAssistant, "{\"domain\":\"light\",\"service\":\"turn_on\",\"target\":{\"entity_id\":\"light.a\"}}", "{}"]) with { Around = ("{\"a\":", "}") },
            FuzzCodec.Of("home-assistant-time", Time, "1700000000", "1700000000.123456", "1.7e9", "-1.5", "1700000000.9999995", "0", "253402300799.999999", "1e-7", "12345678901234567890", "0.0000005", "1.5e-6"),
        ];
    }

    private static string Event(string frame)
    {
        using var document = JsonDocument.Parse(frame);
        var message = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement[0] : document.RootElement;
        return message.GetProperty("event").GetRawText();
    }

    private static IEnumerable<string> TopicSeeds() =>
    [
        "entities/light.hall", "entities/light.*", "entities/*", "state_changed", "*", "message/my_component/thing", "{\"type\":\"subscribe_trigger\",\"trigger\":{\"platform\":\"state\",\"entity_id\":\"light.a\"}}",
        "{\"type\":\"render_template\",\"template\":\"{{ 1 }}\"}", "{\"type\":\"my/custom\",\"b\":[1,2.0,1e5],\"a\":\"\\u00e9\"}",
    ];

    private static bool Frame(byte[] input)
    {
        var accepted = false;
        try
        {
            var reader = new HomeAssistantFrameReader(input);
            while (reader.TryRead(out var message))
            {
                accepted = true;
                HomeAssistantPayload.ReadConfig(message.Result);
                HomeAssistantPayload.ReadError(message.Error);
                HomeAssistantPayload.TryReadEventType(message.Event, out _);
                foreach (var part in (byte[][])[message.Result.ToArray(), message.Error.ToArray(), message.Event.ToArray(), message.Raw.ToArray()])
                {
                    Must.Hold(part.Length == 0 || Recorded.IsJson(part, HubEvent.MaxDepth), "every part is JSON that every client reads");
                }
            }
        }
        catch (HomeAssistantFormatException)
        {
            return false;
        }

        return accepted;
    }

    private static bool Entities(byte[] input, HomeAssistantEntities entities)
    {
        try
        {
            entities.Apply(input, isSnapshot: input.Length % 5 == 0, MustBeState);
            return true;
        }
        catch (HomeAssistantFormatException)
        {
            return false;
        }
    }

    private static void MustBeState(ReadOnlySpan<byte> id, ReadOnlySpan<byte> state)
    {
        Must.Hold(!id.IsEmpty, "an entity has an id");
        Must.Hold(state.IsEmpty || Recorded.IsJson(state, first: JsonTokenType.StartObject), "a state is a JSON object", Encoding.UTF8.GetString(state));
    }

    private static bool Canonical(byte[] input)
    {
        // Its callers have parsed and checked the text.
        if (!HomeAssistantRequestJson.TryCheckObject(input, "x", out _))
        {
            return false;
        }

        using var document = JsonDocument.Parse(input);
        if (!HomeAssistantCanonicalJson.TryWrite(document.RootElement, out var canonical, out var duplicate))
        {
            Must.Hold(duplicate is not null, "a refusal names the member");
            return false;
        }

        using var again = JsonDocument.Parse(canonical);
        Must.Hold(HomeAssistantCanonicalJson.TryWrite(again.RootElement, out var second, out _) && string.Equals(second, canonical, StringComparison.Ordinal), "canonical twice is canonical once", canonical);
        Must.Hold(Same(document.RootElement, again.RootElement), "canonical means the same", canonical);
        return true;
    }

    /// <summary>Numbers by their letters.</summary>
    private static bool Same(JsonElement one, JsonElement other) => one.ValueKind == other.ValueKind && one.ValueKind switch
    {
        JsonValueKind.Object => one.EnumerateObject().Count() == other.EnumerateObject().Count() && one.EnumerateObject().All(member => other.TryGetProperty(member.Name, out var value) && Same(member.Value, value)),
        JsonValueKind.Array => one.GetArrayLength() == other.GetArrayLength() && one.EnumerateArray().Zip(other.EnumerateArray()).All(static pair => Same(pair.First, pair.Second)),
        JsonValueKind.String => string.Equals(one.GetString(), other.GetString(), StringComparison.Ordinal),
        _ => string.Equals(one.GetRawText(), other.GetRawText(), StringComparison.Ordinal),
    };

    private static bool Topic(byte[] input)
    {
        if (!HomeAssistantTopics.TryParse(Recorded.Text(input), Types, out var plan, out var refusal))
        {
            Must.Hold(refusal is { Length: > 0 }, "a refusal has a reason");
            return false;
        }

        Must.Hold(HomeAssistantTopics.TryParse(plan.Canonical, Types, out var again, out _) && again == plan, "a topic's one name is a topic of the same plan", plan.Canonical);
        return true;
    }

    private static bool Command(byte[] input)
    {
        if (!HomeAssistantCommandWriter.TryValidateArgs(input, out var fault))
        {
            Must.Hold(fault is { Length: > 0 }, "a refusal has a reason");
            return false;
        }

        var output = new ArrayBufferWriter<byte>();
        HomeAssistantCommandWriter.Write(output, 7, "call_service", input);
        using var document = JsonDocument.Parse(output.WrittenMemory, new JsonDocumentOptions { MaxDepth = 70 });
        Must.Hold(document.RootElement.GetProperty("id").GetInt64() == 7 && document.RootElement.GetProperty("type").ValueEquals("call_service"), "a command's id and type are ours");
        return true;
    }

    private static bool Time(byte[] input)
    {
        // Its callers have found a JSON number.
        if (input.Length > 200 || !Recorded.IsJson(input, first: JsonTokenType.Number) || input.AsSpan().ContainsAny(" \t\r\n"u8))
        {
            return false;
        }

        Span<byte> text = stackalloc byte[HomeAssistantTime.MaxLength];
        if (!HomeAssistantTime.TryFormat(input, text, out var written))
        {
            return false;
        }

        var told = DateTimeOffset.ParseExact(Encoding.UTF8.GetString(text[1..(written - 1)]), ["yyyy-MM-dd'T'HH:mm:ss.ffffffK", "yyyy-MM-dd'T'HH:mm:ssK"], CultureInfo.InvariantCulture);
        if (input.Length < 25 && decimal.TryParse(Recorded.Text(input), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(seconds) < 100_000_000_000m)
        {
            var micros = decimal.Round(seconds * 1_000_000m, MidpointRounding.ToEven);
            Must.Hold(told.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks == (long)micros * 10, "the time is the number's, rounded half to even", Recorded.Text(input));
        }

        return true;
    }
}
