using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Pryv;
using Gateway.Tests.Fakes;
using Gateway.Tests.Upstreams.SocketIO.Servers;

namespace Gateway.Tests.EndToEnd;

public sealed class PryvTests
{
    private static readonly DiaryDemoHubOptions Still = new() { Living = false };

    [Fact]
    public async Task Diary_ByItsApiEndpoint_IsOnlineAndItsTokenIsNowhere()
    {
        await using var diary = await DiaryDemoHub.StartAsync(Still);
        await using var host = UpstreamReloadHost.Start(new JsonObject { ["diary"] = Entry(Endpoint(diary)) });
        var hub = await host.UntilAsync("diary", "online");
        await using var client = await OpenLiveAsync(host.Http, "events", "eventsChanged");

        var created = await CommandAsync(host, "events.create", """{"streamIds":["notes"],"type":"note/txt","content":"hello"}""");
        await client.UntilEventAsync("events", "changed");
        await client.UntilEventAsync("eventsChanged", "eventsChanged");
        var info = await CommandAsync(host, "getAccessInfo");
        var refused = await CommandAsync(host, "events.update", """{"id":"nope","update":{}}""");
        var invalid = await CommandAsync(host, "diary.events.get");

        hub["version"]!.GetValue<string>().ShouldBe("2.0.0-pre.4, socket.io 4, EIO 4");
        created.Status.ShouldBe(HttpStatusCode.OK);
        info.Body.ShouldContain("\"token\":\"***\"");
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Body.ShouldContain("\"hubError\":{\"id\":\"unknown-resource\"");
        invalid.Status.ShouldBe(HttpStatusCode.BadRequest);
        string[] seen =
        [
            created.Body, info.Body, refused.Body, invalid.Body, await host.Http.GetStringAsync("/api/hubs"), await host.Http.GetStringAsync("/api/hubs/diary/subscriptions"),
            .. client.Messages.Select(static message => message.Body.ToJsonString()), .. host.Log.Lines.Select(static line => line.Text),
        ];
        seen.ShouldNotContain(text => text.Contains(diary.Token, StringComparison.Ordinal));
        host.Log.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Configuration_AnotherAccount_ClientsStayAndNobodyBelievesToHaveEverything()
    {
        await using var diary = await DiaryDemoHub.StartAsync(Still);
        await using var other = await DiaryDemoHub.StartAsync(Still with { User = "jeanne" });
        other.CreateEvent(content: "jeanne's own, from before");
        await using var host = UpstreamReloadHost.Start(new JsonObject { ["diary"] = Entry(Endpoint(diary)) });
        await host.UntilAsync("diary", "online");
        await using var client = await OpenLiveAsync(host.Http, "events");
        var epoch = client.Epoch;

        host.Put("diary", Entry(Endpoint(other)));
        host.Save();
        await client.UntilTopicAsync("events", "live", times: 2);
        other.CreateEvent(content: "jeanne's first");
        await client.UntilEventAsync("events", "changed");

        client.HasEnded.ShouldBeFalse();
        client.Epoch.ShouldNotBe(epoch, StringComparer.Ordinal);
        client.LiveEvents.ShouldBe(["events changed"]);
        client.Messages.Last(static message => message.Kind is "event").Body["data"]!["content"]!.GetValue<string>().ShouldBe("jeanne's first");
        await Eventually.TrueAsync(() => diary.OpenConnections == 0, "the old account is left");
    }

    [Fact]
    public async Task Configuration_AnotherTokenOfTheSameAccount_NothingIsMissed()
    {
        await using var diary = await DiaryDemoHub.StartAsync(Still);
        await using var host = UpstreamReloadHost.Start(new JsonObject { ["diary"] = Entry(Endpoint(diary)) });
        await host.UntilAsync("diary", "online");
        await using var client = await OpenLiveAsync(host.Http, "events");
        var epoch = client.Epoch;

        diary.Revoke();
        await host.UntilAsync("diary", "refused");
        diary.CreateEvent(content: "while refused");
        diary.ChangeToken("the-next-token-0123456789");
        host.Put("diary", Entry(Endpoint(diary)));
        host.Save();

        await client.UntilTopicAsync("events", "live", times: 2);
        await client.UntilEventAsync("events", "changed");
        client.Epoch.ShouldBe(epoch);
    }

    [Fact]
    public async Task Topics_TheDialectCannotHave_AreRefusedWithThoseItHas()
    {
        await using var diary = await DiaryDemoHub.StartAsync(Still);
        await using var host = UpstreamReloadHost.Start(new JsonObject { ["diary"] = Entry(Endpoint(diary), "Current") });
        await host.UntilAsync("diary", "online");

        using var answer = await host.Http.GetAsync("/api/hubs/diary/events?topic=channelsChanged").Soon();

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync().Soon()).ShouldContain("events, eventsChanged, streamsChanged");
    }

    [Fact]
    public async Task LegacyServer_FoundByItself_AnswersCommandsAndTellsChannelsFoldersAndEventsChanged()
    {
        await using var pryv = await SocketIOServer.StartScriptAsync("pryv-legacy", ["--token", "legacy-token-0123456789"]);
        await using var host = UpstreamReloadHost.Start(
            new JsonObject { ["diary"] = new JsonObject { ["Kind"] = "Pryv", ["Url"] = pryv.Url.ToString(), ["User"] = "mathurin", ["Token"] = "legacy-token-0123456789" } });
        (await host.UntilAsync("diary", "online"))["version"]!.GetValue<string>().ShouldBe("socket.io 0.9");
        await using var client = await OpenLiveAsync(host.Http, "channelsChanged", "foldersChanged", "eventsChanged");

        var events = await CommandAsync(host, "diary.events.get", """{"limit":1}""");
        await pryv.SendAsync("create");
        await client.UntilEventAsync("eventsChanged", "eventsChanged");
        var folder = await CommandAsync(host, "diary.folders.create", """{"id":"f2"}""");
        await client.UntilEventAsync("foldersChanged", "foldersChanged");
        await pryv.SendAsync("""notify {"name":"channelsChanged"}""");
        await client.UntilEventAsync("channelsChanged", "channelsChanged");

        folder.Status.ShouldBe(HttpStatusCode.OK);
        events.Status.ShouldBe(HttpStatusCode.OK);
        events.Body.ShouldContain("\"channelId\":\"diary\"");
        host.Log.Lines.ShouldNotContain(static line => line.Text.Contains("legacy-token", StringComparison.Ordinal));
    }

    private static Uri Endpoint(DiaryDemoHub diary) => new UriBuilder(diary.Url) { UserName = diary.Token, Path = $"/{diary.User}/" }.Uri;

    private static JsonObject Entry(Uri endpoint, string dialect = "Auto") =>
        new() { ["Kind"] = "Pryv", ["Url"] = endpoint.AbsoluteUri, ["Dialect"] = dialect };

    private static async Task<UpstreamSseClient> OpenLiveAsync(HttpClient http, params string[] topics)
    {
        var client = await UpstreamSseClient.OpenAsync(http, "diary", topics);
        foreach (var topic in topics)
        {
            await client.UntilTopicAsync(topic, "live");
        }

        return client;
    }

    private static async Task<(HttpStatusCode Status, string Body)> CommandAsync(UpstreamReloadHost host, string name, string args = "{}")
    {
        using var answer = await host.Http.PostAsJsonAsync("/api/hubs/diary/commands", new JsonObject { ["name"] = name, ["args"] = JsonNode.Parse(args) }).Soon();
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync().Soon());
    }
}
