using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Pryv;

namespace Gateway.Tests.DemoHubs.Pryv;

public sealed class DiaryDemoHubCallTests
{
    private static readonly DiaryDemoHubOptions Still = new() { Living = false };

    [Theory]
    [InlineData("42/mathurin,[\"events.get\",{\"limit\":1}]")]
    [InlineData("42/mathurin,77[\"events.get\"]")]
    [InlineData("42/mathurin,77[\"events.get\",{},{}]")]
    public async Task Call_OfAnotherShape_IsDroppedWithoutAWord(string frame)
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        using var client = await DiaryClient.EnterAsync(hub);

        await client.Engine.SendAsync(frame);

        (await client.CallAsync("events.get")).Before.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("events.get", "null", "unexpected-error")]
    [InlineData("nope.get", "{}", "invalid-method")]
    [InlineData("events.get", "{\"limit\":\"2\"}", "invalid-parameters-format")]
    [InlineData("events.get", "{\"nope\":1}", "invalid-parameters-format")]
    [InlineData("events.get", "{\"streams\":[\"nope\"]}", "unknown-referenced-resource")]
    [InlineData("events.create", "{\"streamIds\":[\"nope\"],\"type\":\"note/txt\"}", "unknown-referenced-resource")]
    [InlineData("events.update", "{\"id\":\"nope\",\"update\":{}}", "unknown-resource")]
    public async Task Call_ThatFails_IsAnsweredWithOneElement(string method, string parameters, string error)
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        using var client = await DiaryClient.EnterAsync(hub);

        (await client.FailAsync(method, parameters))["id"]!.GetValue<string>().ShouldBe(error);
    }

    [Fact]
    public async Task Call_WithALimitThatIsText_FailsInTheCapturedWords()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        using var client = await DiaryClient.EnterAsync(hub);

        (await client.FailAsync("events.get", """{"limit":"2"}""")).ToJsonString().ShouldBe(
            """{"id":"invalid-parameters-format","message":"The parameters\u0027 format is invalid.","data":[{"code":"INVALID_TYPE","params":[["number"]],"message":"must be number","path":"#/limit"}]}""");
    }

    [Fact]
    public async Task Create_OneOrTwentyInABatch_NotifiesEachTimeBeforeTheAnswer()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        using var client = await DiaryClient.EnterAsync(hub);
        const string create = """{"streamIds":["notes"],"type":"note/txt","content":"é😀"}""";

        (await client.CallAsync("events.create", create)).Before.ShouldBe(["42/mathurin,[\"eventsChanged\"]"]);
        var batch = "[" + string.Join(',', Enumerable.Repeat($$"""{"method":"events.create","params":{{create}}}""", 20)) + """,{"method":"nope","params":{}}]""";
        var (ack, before) = await client.CallAsync("callBatch", batch);

        before.Count.ShouldBe(20);
        ack[1]!["results"]!.AsArray().Count.ShouldBe(21);
        ack[1]!["results"]![20]!["error"]!["id"]!.GetValue<string>().ShouldBe("invalid-method");
        hub.Events.ShouldBe(21);
        hub.AllEvents[0].ShouldContain("é😀");
    }

    [Fact]
    public async Task Get_WithoutBounds_IsTwentyNewestFirst()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        using var client = await DiaryClient.EnterAsync(hub, hub.AddAccess("*", "read"));
        for (var i = 0; i < 25; i++)
        {
            hub.HoldClock(1_000_000 + i);
            hub.CreateEvent(content: $"{i}");
        }

        Contents(await client.AskAsync("events.get")).ShouldBe(Enumerable.Range(5, 20).Reverse().Select(static i => $"{i}"));
        Contents(await client.AskAsync("events.get", """{"fromTime":0,"toTime":1e10}""")).Count().ShouldBe(25);
        Contents(await client.AskAsync("events.get", """{"limit":2,"skip":3,"sortAscending":true}""")).ShouldBe(["3", "4"]);
    }

    [Fact]
    public async Task Get_ModifiedSinceAnInstant_IsGreaterForEventsAndEqualTooForDeletions()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        using var client = await DiaryClient.EnterAsync(hub, hub.AddAccess("*", "read"));
        hub.HoldClock(1_000_000);
        hub.CreateEvent(content: "in the instant");
        hub.DeleteEvent(hub.CreateEvent());
        hub.HoldClock(1_000_001);
        hub.TrashEvent(hub.CreateEvent(content: "trashed"));

        var answer = await client.AskAsync(
            "events.get", """{"modifiedSince":1000000,"includeDeletions":true,"state":"all","fromTime":0,"toTime":10000000000}""");

        Contents(answer).ShouldBe(["trashed"]);
        answer["eventDeletions"]!.AsArray().ShouldHaveSingleItem()!["deleted"]!.GetValue<double>().ShouldBe(1_000_000);
        answer["meta"]!["serverTime"]!.GetValue<double>().ShouldBe(1_000_001);
    }

    [Fact]
    public async Task Token_OfOneStream_IsForbiddenElsewhereAndStillWoken()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        using var client = await DiaryClient.EnterAsync(hub, hub.AddAccess("health", "read"));

        hub.CreateEvent("notes");
        (await client.Engine.ReadAsync()).ShouldBe("42/mathurin,[\"eventsChanged\"]");

        (await client.FailAsync("events.get", """{"streams":["notes"]}"""))["message"]!.GetValue<string>().ShouldBe("stream [notes] has not sufficent permission to get events");
        (await client.FailAsync("events.create", """{"streamIds":["weight"],"type":"mass/kg","content":70}"""))["id"]!.GetValue<string>().ShouldBe("forbidden");
        Contents(await client.AskAsync("events.get")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Scopes_FromTheFirstOn_ReplaceTheCoarseNotifications()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        using var client = await DiaryClient.EnterAsync(hub);
        (await client.AskAsync("getSubscriptions")).ToJsonString().ShouldBe("""{"scopes":{}}""");
        (await client.AskAsync("subscribe", """{"key":"k1","kind":"events","query":{}}""")).ToJsonString().ShouldBe("""{"ok":true,"keys":["k1"]}""");

        hub.CreateEvent();
        (await client.Engine.ReadAsync()).ShouldBe("""42/mathurin,["notificationsChanged",{"keys":["k1"]}]""");
        hub.CreateStream("garden", "Garden");
        (await client.CallAsync("unsubscribe", """{"all":true}""")).Before.ShouldBeEmpty();
        hub.CreateEvent();
        (await client.Engine.ReadAsync()).ShouldBe("42/mathurin,[\"eventsChanged\"]");
    }

    [Theory]
    [InlineData("42/mathurin,{bad")]
    [InlineData("zzz")]
    [InlineData("42/nobody,1[\"events.get\",{}]")]
    public async Task Frame_MalformedOrMisdirected_ClosesTheTransport(string frame)
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        using var client = await DiaryClient.EnterAsync(hub);

        await client.Engine.SendAsync(frame);

        await client.Engine.ShouldCloseAsync();
    }

    [Fact]
    public async Task Frame_AboveTheLimit_ClosesWith1009()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        using var client = await DiaryClient.EnterAsync(hub);

        await client.Engine.SendAsync($"42/mathurin,0[\"events.get\",{{\"x\":\"{new string('x', 1_000_100)}\"}}]");

        await client.Engine.ShouldCloseAsync(WebSocketCloseStatus.MessageTooBig);
    }

    private static IEnumerable<string> Contents(JsonObject answer) => answer["events"]!.AsArray().Select(static row => row!["content"]!.GetValue<string>());
}
