using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Commands;
using Gateway.Upstreams.Pryv;

namespace Gateway.Tests.Upstreams.Pryv;

public sealed class PryvLegacyFramesTests
{
    public static TheoryData<int, string> Acks => Of("6::");

    public static TheoryData<int, string> Notifications => Of("5::");

    public static TheoryData<int, string> Commands => Sent(isCommand: true);

    public static TheoryData<int, string> LaterCommands => Sent(isCommand: false);

    [Theory]
    [MemberData(nameof(Acks))]
    public void Ack_OfTheDocuments_IsAResultOrTheErrorUntouched(int line, string note)
    {
        var json = PryvFrames.Legacy[line - 1].Json;
        var ack = PryvAck.Read(Encoding.UTF8.GetBytes(json.Length == 0 ? "[]" : json));

        if (json.Length == 0)
        {
            ack.IsYes.ShouldBeTrue(note);
            Encoding.UTF8.GetString(ack.Json.Span).ShouldBe("null");
            return;
        }

        using var document = JsonDocument.Parse(json);
        var isYes = document.RootElement[0].ValueKind == JsonValueKind.Null;
        ack.IsYes.ShouldBe(isYes, note);
        Encoding.UTF8.GetString(ack.Json.Span).ShouldBe(document.RootElement[isYes ? 1 : 0].GetRawText(), note);
    }

    [Theory]
    [InlineData("""{"id":"UNKNOWN_CHANNEL","message":"Unknown channel"}""", "unknown-channel")]
    [InlineData("""{"id":"unknown-folder","message":"x","data":{"unknownIds":["zz"]}}""", "unknown-folder")]
    public void Error_OfEitherStyle_HasOneId(string json, string id) => PryvError.Read(Encoding.UTF8.GetBytes(json)).Id.ShouldBe(id);

    [Theory]
    [MemberData(nameof(Notifications))]
    public void Notification_OfTheDocuments_IsALegacyTopic(int line, string note)
    {
        using var document = JsonDocument.Parse(PryvFrames.Legacy[line - 1].Json);

        var topic = PryvTopics.Find(Encoding.UTF8.GetBytes(document.RootElement.GetProperty("name").GetString()!)).ShouldNotBeNull(note);

        PryvTopics.Refusal(topic, PryvDialect.Legacy).ShouldBeNull(note);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_OfTheDocuments_IsWrittenWithTheSameMeaning(int line, string note)
    {
        var sent = JsonNode.Parse(PryvFrames.Legacy[line - 1].Json)!["args"]!.AsArray();
        var command = new Command("diary", sent[0]!["id"]!.GetValue<string>(), Encoding.UTF8.GetBytes(sent[0]!["params"]!.ToJsonString()));

        PryvCommands.Prepare(command, PryvDialect.Legacy, out var message, out var args).ShouldBeNull(note);

        message.ShouldBe("command");
        JsonNode.DeepEquals(JsonNode.Parse(args.Span), sent).ShouldBeTrue(note);
    }

    [Theory]
    [MemberData(nameof(LaterCommands))]
    public void CommandOfTheLaterForm_OfTheDocuments_IsWrittenWithTheSameMeaning(int line, string note)
    {
        var sent = JsonNode.Parse(PryvFrames.Legacy[line - 1].Json)!;
        var command = new Command("diary", sent["name"]!.GetValue<string>(), Encoding.UTF8.GetBytes(sent["args"]![0]!.ToJsonString()));

        PryvCommands.Prepare(command, PryvDialect.Legacy, out var message, out var args).ShouldBeNull(note);

        message.ShouldBe(command.Name);
        JsonNode.DeepEquals(JsonNode.Parse(args.Span), sent["args"]).ShouldBeTrue(note);
    }

    private static TheoryData<int, string> Sent(bool isCommand) => PryvFrames.Data(PryvFrames.Legacy.Where(frame =>
        frame is { IsText: true, IsIncoming: false } && frame.Text.StartsWith("5:", StringComparison.Ordinal)
        && frame.Text.Contains("\"name\":\"command\"", StringComparison.Ordinal) == isCommand));

    private static TheoryData<int, string> Of(string head) =>
        PryvFrames.Data(PryvFrames.Legacy.Where(frame => frame is { IsText: true, IsIncoming: true } && frame.Text.StartsWith(head, StringComparison.Ordinal)));
}
