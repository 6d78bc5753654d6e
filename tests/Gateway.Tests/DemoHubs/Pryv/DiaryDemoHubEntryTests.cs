using System.Net;
using Gateway.DemoHubs.Pryv;
using Gateway.Tests.DemoHubs.SocketIO;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.DemoHubs.Pryv;

public sealed class DiaryDemoHubEntryTests
{
    private static readonly DiaryDemoHubOptions Still = new() { Living = false };

    [Fact]
    public async Task Polling_OfAnyKind_IsRefused()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        using var http = new HttpClient { BaseAddress = hub.Url };

        var answer = await http.GetAsync("/socket.io/?EIO=4&transport=polling").Soon();

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"code":0,"message":"Transport unknown"}""");
    }

    [Fact]
    public async Task Entry_TokenInTheUpgradesQuery_IsTheOnlyOneThatCounts()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);

        using var entered = await DiaryClient.EnterAsync(hub);
        (await DiaryClient.BeRefusedAsync(hub, DiaryClient.Query("wrong"), "40/mathurin,"))
            .ShouldBe("""44/mathurin,{"message":"Cannot find access from token.","data":null}""");
        (await DiaryClient.BeRefusedAsync(hub, "EIO=4&transport=websocket", "40/mathurin,"))
            .ShouldBe("""44/mathurin,{"message":"Missing 'auth' parameter with a valid access token."}""");
        (await DiaryClient.BeRefusedAsync(hub, "EIO=4&transport=websocket", $$"""40/mathurin,{"auth":"{{hub.Token}}"}"""))
            .ShouldBe("""44/mathurin,{"message":"Missing 'auth' parameter with a valid access token."}""");
    }

    [Fact]
    public async Task Entry_TokenInTheNamespace_IsRefusedAndEchoed()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);

        (await DiaryClient.BeRefusedAsync(hub, "EIO=4&transport=websocket", $"40/mathurin?auth={hub.Token},"))
            .ShouldBe($$"""44/mathurin?auth={{hub.Token}},{"message":"Invalid resource \"/mathurin?auth={{hub.Token}}\"."}""");
        hub.Received.ShouldNotContain(frame => frame.Contains(hub.Token, StringComparison.Ordinal));
        hub.Requests.ShouldNotContain(line => line.Contains(hub.Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Root_IsEntered_AndItsCallsAreNeverAnswered()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        using var client = await EngineClient.JoinAsync(hub.Url, "40", DiaryClient.Query(hub.Token));

        await client.SendAsync("420[\"events.get\",{\"limit\":1}]");

        (await client.AskAsync("40/mathurin,")).ShouldNotBeNull().ShouldStartWith("40/mathurin,{");
    }

    [Theory]
    [InlineData("/a/mathurin")]
    [InlineData("/mathurin/")]
    public async Task AliasName_AfterTheRightOne_IsEnteredButHearsNothing(string name)
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        using var right = await DiaryClient.EnterAsync(hub);
        using var alias = await EngineClient.JoinAsync(hub.Url, $"40{name},", DiaryClient.Query(hub.Token));

        hub.CreateEvent();

        (await right.Engine.ReadAsync()).ShouldBe("42/mathurin,[\"eventsChanged\"]");
        (await alias.AskAsync($$"""42{{name}},0["events.get",{"limit":1}]""")).ShouldNotBeNull().ShouldStartWith($"43{name},0[null,");
    }

    [Fact]
    public async Task Eio3_OfAnOldClient_IsStillSpoken()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        using var client = await EngineClient.EnterAsync(hub.Url, $"EIO=3&transport=websocket&auth={hub.Token}");

        (await client.AskAsync($"40/mathurin?auth={hub.Token},")).ShouldBe("40/mathurin,");
        (await client.AskAsync("2")).ShouldBe("3");
        hub.CreateEvent();
        (await client.ReadAsync()).ShouldBe("42/mathurin,[\"eventsChanged\"]");
    }

    [Fact]
    public async Task Revoke_TokenInUse_IsPutOutAndTheTransportStaysOpenUntilItSpeaks()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        using var client = await DiaryClient.EnterAsync(hub);
        using var other = await DiaryClient.EnterAsync(hub, hub.AddAccess("*", "read"));
        (await client.Engine.ReadAsync()).ShouldBe("42/mathurin,[\"accessesChanged\"]");

        hub.Revoke();

        (await client.Engine.ReadAsync()).ShouldBe("42/mathurin,[\"accessesChanged\"]");
        (await client.Engine.ReadAsync()).ShouldBe("41/mathurin,");
        await client.Engine.SendAsync("42/mathurin,9[\"events.get\",{}]");
        await client.Engine.ShouldCloseAsync();
        (await DiaryClient.BeRefusedAsync(hub, DiaryClient.Query(hub.Token), "40/mathurin,")).ShouldContain("Cannot find access from token.");
        (await other.AskAsync("events.get")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Account_MovedToAnotherCore_IsToldByHttpAloneAndSocketsAreRefused()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        using var http = new HttpClient { BaseAddress = hub.Url };
        hub.MoveTo(new Uri("https://core2.example.org/"));

        var answer = await http.GetAsync("/mathurin/access-info").Soon();

        ((int)answer.StatusCode).ShouldBe(421);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"coreUrl\":\"https://core2.example.org/\"");
        (await DiaryClient.BeRefusedAsync(hub, DiaryClient.Query(hub.Token), "40/mathurin,")).ShouldStartWith("44/mathurin,");
    }
}
