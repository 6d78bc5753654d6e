using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Events;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Events;

public sealed class HubEventTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 21, 13, 14, 15, 678, TimeSpan.FromHours(1));

    [Fact]
    public void Create_Event_IsExactlyTheContractsRecord()
    {
        var hubEvent = Create("entities/light.hall", "changed", """{"state":"on"}""");

        hubEvent.Record.Text().ShouldBe(
            """{"type":1,"target":"event","arguments":[{"hub":"home","topic":"entities/light.hall","name":"changed","cursor":"9f3a:42","""
            + "\"time\":\"2026-11-21T12:14:15.6780000Z\",\"data\":{\"state\":\"on\"}}]}\u001e");
        hubEvent.Id.ShouldBe("9f3a:42");
        hubEvent.Length.ShouldBe(hubEvent.Record.Length);
    }

    [Fact]
    public void Create_WithMore_AddsItAsTheLastMember() =>
        Create("homey:manager:flow", "run", "1", "[2,{ \"a\" : 3 }]").Payload.Text().ShouldEndWith(""","data":1,"more":[2,{ "a" : 3 }]}""");

    [Theory]
    [InlineData("{ \"a\" : 1.0e+1,\n\t\"b\":\"\\u00e4\\/\" }")]
    [InlineData("\"\u00e4\ud83d\ude00\"")]
    [InlineData("null")]
    [InlineData("[0,-0,1E400]")]
    public void Create_AnyData_CopiesItByteForByte(string data) =>
        Create("tick", "tick", data).Payload.Text().ShouldEndWith($",\"data\":{data}}}");

    [Theory]
    [InlineData("say \"hi\" \\ \u0000\u001f\u007f\n")]
    [InlineData("\u00e4\u2028\ud83d\ude00")]
    [InlineData("</script>")]
    [InlineData("")]
    public void Create_NameThatNeedsEscapes_ReadsBackTheSame(string name)
    {
        var json = Create(name, name, "null").Json();

        json["name"]!.GetValue<string>().ShouldBe(name);
        json["topic"]!.GetValue<string>().ShouldBe(name);
    }

    [Fact]
    public void Create_AnyName_FitsItsBufferAndReadsBack()
    {
        var names = Gen.Choose(0, 0xD7FF).Select(static code => (char)code).ArrayOf().Select(static characters => new string(characters));

        Prop.ForAll(names.ToArbitrary(), static name => string.Equals(Create("t", name, "1").Json()["name"]!.GetValue<string>(), name, StringComparison.Ordinal))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Create_NameOfBrokenUtf8_StaysValidJson()
    {
        byte[] name = [0xFF, (byte)'a', 0xC3, 0xED, 0xA0, 0x80];
        var hubEvent = HubEvent.Create(new Topic("home", "f", "t").Slot, name, new Cursor("e", long.MaxValue), Time, "1"u8, default);

        Should.NotThrow(() => JsonDocument.Parse(hubEvent.Payload).Dispose());
    }

    [Fact]
    public void WriteSnapshotRecord_Event_DiffersByTheMarkOnly()
    {
        var hubEvent = Create("tick", "tick", "[1]", "[2]");
        var record = new ArrayBufferWriter<byte>();
        var payload = new ArrayBufferWriter<byte>();
        hubEvent.WriteSnapshotRecord(record);
        hubEvent.WriteSnapshotPayload(payload);

        payload.WrittenMemory.Text().ShouldBe(hubEvent.Payload.Text()[..^1] + ",\"snapshot\":true}");
        record.WrittenMemory.Text().ShouldBe(hubEvent.Record.Text().Replace(hubEvent.Payload.Text(), payload.WrittenMemory.Text(), StringComparison.Ordinal));
    }

    [Fact]
    public void Sse_PlainPayload_HasNameDataAndId()
    {
        var hubEvent = Create("tick", "tick", "1");

        hubEvent.SseText().ShouldBe($"event: event\ndata: {hubEvent.Payload.Text()}\n");
        hubEvent.SseId.Text().ShouldBe("id: 9f3a:42\n");
    }

    [Theory]
    [InlineData("{\n\"a\":1,\r\n\"b\":2,\r\"c\":3}")]
    [InlineData("\n1\n")]
    public void Sse_LineBreaksInThePayload_LoseNothingAndEndNoRecord(string data)
    {
        var hubEvent = Create("tick", "tick", data);
        var lines = hubEvent.SseText().Split('\n');

        lines.Count(static line => line.Length == 0).ShouldBe(1, "only what follows the last line break is empty");
        lines.ShouldNotContain(static line => line.Contains('\r', StringComparison.Ordinal));
        var joined = string.Join('\n', lines.Where(static line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(static line => line["data: ".Length..]));
        JsonNode.DeepEquals(JsonNode.Parse(joined), hubEvent.Json()).ShouldBeTrue();
    }

    private static HubEvent Create(string topic, string name, string data, string more = "") =>
        HubEvent.Create(new Topic("home", "family", topic).Slot, Encoding.UTF8.GetBytes(name), new Cursor("9f3a", 42), Time, Encoding.UTF8.GetBytes(data), Encoding.UTF8.GetBytes(more));
}
