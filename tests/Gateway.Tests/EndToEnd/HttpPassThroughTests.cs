using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Chat;
using Gateway.DemoHubs.Deconz;
using Gateway.DemoHubs.HomeAssistant;
using Gateway.DemoHubs.Homey;
using Gateway.DemoHubs.Pryv;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

/// <summary>Each kind's own HTTP API through the gateway. No answer and no log line may hold a token: <see cref="HubHost"/> looks.</summary>
public sealed class HttpPassThroughTests
{
    private const string Http = "/api/hubs/home/http";

    [Fact]
    public async Task HomeAssistant_ItsRestApi_AnswersAsItIs()
    {
        await using var hub = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false });
        await using var host = await HubHost.OnlineAsync(EntryOf(hub));
        using var direct = new HttpClient { DefaultRequestHeaders = { { "Authorization", $"Bearer {hub.Token}" } } };

        using var state = await host.Http.GetAsync($"{Http}/api/states/light.hall");
        using var service = await host.Http.PostAsJsonAsync($"{Http}/api/services/light/turn_on", new JsonObject { ["entity_id"] = "light.hall" });
        using var missing = await host.Http.GetAsync($"{Http}/api/states/light.nowhere");
        using var head = await host.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"{Http}/api/config"));
        using var outside = await host.Http.GetAsync($"{Http}/auth/token");

        (await state.Content.ReadAsStringAsync()).ShouldStartWith("{\"entity_id\":\"light.hall\"");
        state.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        service.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await host.Http.GetStringAsync($"{Http}/api/states")).ShouldBe(await direct.GetStringAsync(new Uri(hub.Url, "/api/states")));
        (await host.Http.GetStringAsync($"{Http}/api/")).ShouldBe("""{"message":"API running."}""");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await missing.Content.ReadAsStringAsync()).ShouldBe("""{"message":"Entity not found."}""");
        head.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        head.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        (await outside.ProblemAsync(HttpStatusCode.BadRequest, "invalid")).Detail().ShouldContain("below 'api/'");
    }

    [Fact]
    public async Task HomeAssistant_ItsEventStream_ComesEventByEventAndEndsWithTheClient()
    {
        await using var hub = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false });
        await using var host = await HubHost.OnlineAsync(EntryOf(hub));
        using (var answer = await host.Http.GetAsync($"{Http}/api/stream", HttpCompletionOption.ResponseHeadersRead).Soon())
        {
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
            answer.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);
            (await reader.ReadLineAsync().Soon()).ShouldBe("data: ping");
            for (var i = 0; i < 3; i++)
            {
                hub.FireEvent("ring", new JsonObject { ["i"] = i });
                (await reader.ReadLineAsync().Soon()).ShouldBe("");
                (await reader.ReadLineAsync().Soon()).ShouldNotBeNull().ShouldContain($"\"data\":{{\"i\":{i}}}");
            }

            hub.OpenStreams.ShouldBe(1);
        }

        await Eventually.TrueAsync(() => hub.OpenStreams == 0, "the hub hears that the client has gone");
    }

    [Fact]
    public async Task Deconz_BelowItsKey_AnswersWithoutAnyKey()
    {
        await using var hub = await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Living = false, Token = "0A1B2C3D4E" });
        await using var host = await HubHost.OnlineAsync(new JsonObject { ["Kind"] = "Deconz", ["Url"] = hub.Url.ToString(), ["Token"] = hub.Token });

        using var put = await host.Http.PutAsJsonAsync($"{Http}/lights/1/state", new JsonObject { ["on"] = true });
        var light = JsonNode.Parse(await host.Http.GetStringAsync($"{Http}/lights/1"))!;
        var config = JsonNode.Parse(await host.Http.GetStringAsync($"{Http}/config"))!.AsObject();
        var all = JsonNode.Parse(await host.Http.GetStringAsync($"{Http}/"))!.AsObject();
        using var missing = await host.Http.GetAsync($"{Http}/lights/999");
        using var above = await host.Http.GetAsync($"{Http}/../config");

        (await put.Content.ReadAsStringAsync()).ShouldContain("\"success\":{\"/lights/1/state/on\":true}");
        light["state"]!["on"]!.GetValue<bool>().ShouldBeTrue();
        config["whitelist"]!.AsObject().ShouldBeEmpty();
        all["config"]!["whitelist"]!.AsObject().ShouldBeEmpty();
        all.ContainsKey("lights").ShouldBeTrue();
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await missing.Content.ReadAsStringAsync()).ShouldContain("/lights/999");
        hub.CountReceived("PUT lights/1/state").ShouldBe(1);
        above.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Homey_ItsManagers_AnswerAsTheyAre()
    {
        await using var hub = await HomeyDemoHub.StartAsync(new HomeyDemoHubOptions { Living = false });
        await using var host = await HubHost.OnlineAsync(new JsonObject { ["Kind"] = "Homey", ["Url"] = hub.Url.ToString(), ["Token"] = hub.Token });

        var devices = JsonNode.Parse(await host.Http.GetStringAsync($"{Http}/api/manager/devices/device"))!.AsObject();
        var id = devices.First(static device => device.Value!["capabilitiesObj"]?["onoff"] is not null).Key;
        using var put = await host.Http.PutAsJsonAsync($"{Http}/api/manager/devices/device/{id}/capability/onoff", new JsonObject { ["value"] = true });
        using var missing = await host.Http.GetAsync($"{Http}/api/manager/devices/device/nope");
        using var outside = await host.Http.GetAsync($"{Http}/socket.io/");
        using var smuggled = await host.Http.GetAsync($"{Http}/api/manager/system/?access_token=mine");

        put.IsSuccessStatusCode.ShouldBeTrue();
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await outside.ProblemAsync(HttpStatusCode.BadRequest, "invalid")).Detail().ShouldContain("below 'api/'");
        await smuggled.ProblemAsync(HttpStatusCode.BadRequest, "invalid");
        hub.Requests.ShouldContain(line => line.StartsWith($"PUT /api/manager/devices/device/{id}/capability/onoff X-Homey-ID: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pryv_TheUsersEndpoint_AnswersWithoutTheToken()
    {
        await using var hub = await DiaryDemoHub.StartAsync(new DiaryDemoHubOptions { Living = false });
        await using var host = await HubHost.OnlineAsync(new JsonObject { ["Kind"] = "Pryv", ["Url"] = new Uri(hub.Url, "/mathurin").ToString(), ["Token"] = hub.Token });

        using var created = await host.Http.PostAsJsonAsync(
            $"{Http}/events", new JsonObject { ["streamIds"] = new JsonArray("notes"), ["type"] = "note/txt", ["content"] = "hello" });
        var events = await host.Http.GetStringAsync($"{Http}/events?limit=1&sortAscending=false");
        var access = JsonNode.Parse(await host.Http.GetStringAsync($"{Http}/access-info"))!;
        using var batch = await host.Http.PostAsync($"{Http}/", Json("""[{"method":"streams.get","params":{}}]"""));
        using var byQuery = await host.Http.GetAsync($"{Http}/events?auth=mine");
        using var byList = await host.Http.GetAsync($"{Http}/events?limit=1&%61uth%5B%5D=mine");
        using var byForm = await host.Http.PostAsync($"{Http}/events", new FormUrlEncodedContent([KeyValuePair.Create("_auth", "mine")]));
        using var logout = await host.Http.PostAsync($"{Http}/auth/logout", Json("{}"));

        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        events.ShouldContain("hello");
        access["token"]!.GetValue<string>().ShouldBe(new string('*', hub.Token.Length));
        (await batch.ProblemAsync(HttpStatusCode.BadRequest, "invalid")).Detail().ShouldContain("callBatch");
        (await byQuery.ProblemAsync(HttpStatusCode.BadRequest, "invalid")).Detail().ShouldContain("'auth'");
        (await byList.ProblemAsync(HttpStatusCode.BadRequest, "invalid")).Detail().ShouldContain("'auth'");
        (await byForm.ProblemAsync(HttpStatusCode.BadRequest, "invalid")).Detail().ShouldContain("form");
        (await logout.ProblemAsync(HttpStatusCode.BadRequest, "invalid")).Detail().ShouldContain("own access");
    }

    [Fact]
    public async Task SocketIO_HasNoHttpApi_SaysSo()
    {
        await using var hub = await ChatDemoHub.StartAsync(new ChatDemoHubOptions { Living = false });
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(hub));

        using var answer = await host.Http.GetAsync($"{Http}/socket.io/?EIO=4&transport=polling");

        (await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid")).Detail().ShouldContain("no HTTP API");
    }

    [Fact]
    public async Task Hub_AwayOrUnknownOrRefused_IsSaidSoAndNothingIsKept()
    {
        await using var hub = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false });
        await using var host = await HubHost.OnlineAsync(EntryOf(hub));
        await hub.KillAsync();
        await host.UntilAsync("retrying");

        using var away = await host.Http.PostAsync($"{Http}/api/services/light/turn_on", Json("{}"));
        using var unknown = await host.Http.GetAsync("/api/hubs/attic/http/api/states");
        hub.RefuseAuth(true);
        await hub.RestartAsync();
        await host.ReconnectAsync();
        await host.UntilAsync("refused");
        using var refused = await host.Http.GetAsync($"{Http}/api/states");

        (await away.ProblemAsync(HttpStatusCode.ServiceUnavailable, "offline")).Detail().ShouldContain("the request was not sent");
        away.Headers.RetryAfter.ShouldNotBeNull();
        (await unknown.ProblemAsync(HttpStatusCode.NotFound, "not-found")).Detail().ShouldContain("'attic'");
        (await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable, "offline")).Detail().ShouldContain("refused the gateway");
        host.ErrorsAreExpected = true;
    }

    [Fact]
    public async Task Writes_TooMany_AreLimitedLikeCommandsAndReadsAreNot()
    {
        await using var hub = await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Living = false });
        await using var host = await HubHost.OnlineAsync(new JsonObject
        {
            ["Kind"] = "Deconz",
            ["Url"] = hub.Url.ToString(),
            ["Token"] = hub.Token,
            ["Commands"] = new JsonObject { ["PerSecond"] = 1, ["Burst"] = 2 },
        });

        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 5; i++)
        {
            answers.Add(await host.Http.PutAsJsonAsync($"{Http}/lights/1/state", new JsonObject { ["on"] = true }));
            (await host.Http.GetAsync($"{Http}/lights/1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var limited = answers.Where(static answer => answer.StatusCode != HttpStatusCode.OK).ToArray();
        limited.Length.ShouldBeInRange(2, 3);
        await limited[0].ProblemAsync(HttpStatusCode.TooManyRequests, "limited");
        limited[0].Headers.RetryAfter.ShouldNotBeNull();
        hub.CountReceived("PUT lights/1/state").ShouldBe(5 - limited.Length);
    }

    private static JsonObject EntryOf(HomeAssistantDemoHub hub) => new() { ["Kind"] = "HomeAssistant", ["Url"] = hub.Url.ToString(), ["Token"] = hub.Token };

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");
}
