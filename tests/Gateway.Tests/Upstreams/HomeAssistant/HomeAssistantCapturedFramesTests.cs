using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Upstreams.HomeAssistant;

namespace Gateway.Tests.Upstreams.HomeAssistant;

public sealed class HomeAssistantCapturedFramesTests
{
    private static readonly string[] KnownHappenings = ["close", "ping", "silence_ms", "binary_hex", "text_chars"];
    private static readonly string[] NoJson = ["not json", "{bad"];

    public static TheoryData<int, string> Lines => Data(_ => true);

    public static TheoryData<int, string> Incoming => Data(frame => frame.IsText && frame.IsIncoming);

    public static TheoryData<int, string> Outgoing => Data(frame => frame.IsText && !frame.IsIncoming);

    [Theory]
    [MemberData(nameof(Lines))]
    public void CapturedLine_AnyLine_IsOfAKnownKind(int line, string note)
    {
        var frame = HomeAssistantFrames.All[line - 1];
        frame.Direction.ShouldBeOneOf("in", "out");
        if (!frame.IsText)
            Array.IndexOf(KnownHappenings, frame.Value.EnumerateObject().Single().Name).ShouldBeGreaterThanOrEqualTo(0, note);
    }

    [Theory]
    [MemberData(nameof(Incoming))]
    public void FrameReader_CapturedFrame_FindsEveryPart(int line, string note)
    {
        var frame = HomeAssistantFrames.All[line - 1].Text;
        using var document = JsonDocument.Parse(frame);
        var expected = document.RootElement.ValueKind == JsonValueKind.Array
            ? document.RootElement.EnumerateArray().Select(Expected).ToList()
            : [Expected(document.RootElement)];

        HomeAssistantSeen.ReadAll(frame).ShouldBe(expected, note);
    }

    [Theory]
    [MemberData(nameof(Incoming))]
    public void FrameReader_CapturedFrame_HasNoUnknownType(int line, string note)
    {
        foreach (var message in HomeAssistantSeen.ReadAll(HomeAssistantFrames.All[line - 1].Text))
            message.Type.ShouldNotBeOneOf([HomeAssistantMessageType.None, HomeAssistantMessageType.Other], note);
    }

    [Theory]
    [MemberData(nameof(Outgoing))]
    public void CommandWriter_CapturedCommand_IsWrittenWithTheSameMeaning(int line, string note)
    {
        var text = HomeAssistantFrames.All[line - 1].Text;
        if (NoJson.Contains(text))
        {
            HomeAssistantCommandWriter.TryValidateArgs(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();
            return;
        }

        var node = JsonNode.Parse(text)!;
        foreach (var command in node is JsonArray batch ? batch.Select(item => item!.AsObject()) : [node.AsObject()])
        {
            var args = command.DeepClone().AsObject();
            args.Remove("id");
            args.Remove("type");
            var bytes = Encoding.UTF8.GetBytes(args.ToJsonString());
            HomeAssistantCommandWriter.TryValidateArgs(bytes, out var fault).ShouldBeTrue(fault);
            if (command["id"] is null)
                continue;

            var output = new ArrayBufferWriter<byte>();
            HomeAssistantCommandWriter.Write(output, (long)command["id"]!, (string)command["type"]!, bytes);
            JsonNode.DeepEquals(JsonNode.Parse(output.WrittenSpan), command).ShouldBeTrue(note);
        }
    }

    private static HomeAssistantSeen Expected(JsonElement message)
    {
        var type = message.GetProperty("type").GetString()!;
        var kind = Enum.Parse<HomeAssistantMessageType>(type.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
        long? id = message.TryGetProperty("id", out var member) && member.ValueKind == JsonValueKind.Number ? member.GetInt64() : null;
        var success = message.TryGetProperty("success", out var flag) && flag.GetBoolean();
        return new(kind, type, id, success, Raw(message, "result"), Raw(message, "error"), Raw(message, "event"), message.GetRawText())
        {
            HaVersion = Text(message, "ha_version"),
            Message = Text(message, "message"),
        };
    }

    private static string? Raw(JsonElement message, string name) => message.TryGetProperty(name, out var value) ? value.GetRawText() : null;

    private static string? Text(JsonElement message, string name) => message.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static TheoryData<int, string> Data(Func<HomeAssistantFrame, bool> wanted)
    {
        var data = new TheoryData<int, string>();
        foreach (var frame in HomeAssistantFrames.All.Where(wanted))
            data.Add(frame.Line, frame.Note);
        return data;
    }
}
