using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Access;

/// <summary>A key with <c>read:home/entities/light.*</c> sees its lights on <c>entities/*</c> and nothing else, on whatever way.</summary>
public sealed class ScopedClientTests : IDisposable
{
    private const string Lights = "read:home/entities/light.*";
    private readonly KeyFolder _keys = new();
    private readonly string _owner;
    private readonly string _tablet;

    public ScopedClientTests()
    {
        _owner = _keys.Add("owner", "admin");
        _tablet = _keys.Add("tablet", Lights);
    }

    [Fact]
    public async Task SignalR_SnapshotEventsAndResume_AreLightsOnly()
    {
        await using var host = await StartAsync();
        await using var owner = await LiveCaller.OpenAsync(host, _owner);
        await HoldAsync(owner, null, "entities/*", "entities/lock.front_door", "state_changed");
        await using var tablet = await LiveCaller.OpenAsync(host, _tablet);

        var answer = await HoldAsync(tablet, null, "entities/*", "entities/light.hall", "entities/sensor.outdoor_temperature", "state_changed");
        Rows(answer).ShouldBe(["entities/* live", "entities/light.hall live", "entities/sensor.outdoor_temperature refused", "state_changed refused"]);
        Change(host, 1);
        await tablet.UntilToldAsync("event", static body => IsBrightness(body, 1));
        await owner.UntilToldAsync("event", static body => IsBrightness(body, 1));

        Topics(tablet).ShouldAllBe(static topic => topic.StartsWith("entities/light.", StringComparison.Ordinal));
        Topics(owner).ShouldContain(static topic => topic.StartsWith("entities/sensor.", StringComparison.Ordinal), "there was something to hide");
        var cursor = tablet.Told.Last(static told => told.Body["cursor"] is not null).Body["cursor"]!.GetValue<string>();
        await tablet.DisposeAsync();
        Change(host, 2);
        await owner.UntilToldAsync("event", static body => IsBrightness(body, 2));

        await using var again = await LiveCaller.OpenAsync(host, _tablet);
        await HoldAsync(again, cursor, "entities/*");
        await again.UntilToldAsync("topic", static body => body["state"]!.GetValue<string>() is "live");
        again.Told.Single(static told => told.Target is "topic").Body["recovered"]!.GetValue<bool>().ShouldBeTrue();
        again.Told.Where(static told => told.Target is "event").ShouldNotBeEmpty();
        Topics(again).ShouldAllBe(static topic => topic.StartsWith("entities/light.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sse_IsLightsOnly_AndRefusesWhatMayNotBeRead()
    {
        await using var host = await StartAsync();
        using var http = Client(host, _tablet);
        using var stream = await ApiEventStream.OpenAsync(http, "/api/hubs/home/events?topic=entities/*");
        await stream.UntilAsync("topic");
        Change(host, 1);

        (await stream.UntilAsync("event", static _ => true)).Text("topic").ShouldStartWith("entities/light.");
        using var refused = await http.GetAsync("/api/hubs/home/events?topic=entities/*&topic=entities/lock.front_door");
        (await refused.ProblemAsync(System.Net.HttpStatusCode.Forbidden, "forbidden")).Detail().ShouldContain("'tablet' lacks the scope 'read:home/entities/lock.front_door'");
    }

    [Fact]
    public async Task StateAndRegistry_AreLightsOnly()
    {
        await using var host = await StartAsync();
        await using var owner = await LiveCaller.OpenAsync(host, _owner);
        await HoldAsync(owner, null, "entities/*", "entities/lock.front_door", "entities/light.hall", "state_changed");
        using var http = Client(host, _tablet);

        var values = JsonNode.Parse(await http.GetStringAsync("/api/hubs/home/state?topic=entities/*"))!.AsArray();
        values.ShouldNotBeEmpty();
        values.ShouldAllBe(static value => value!["topic"]!.GetValue<string>().StartsWith("entities/light.", StringComparison.Ordinal));
        var rows = JsonNode.Parse(await http.GetStringAsync("/api/hubs/home/subscriptions"))!.AsArray();
        rows.Select(static row => row!["topic"]!.GetValue<string>()).ShouldBe(["entities/*", "entities/light.hall"]);
        using var refused = await http.GetAsync("/api/hubs/home/state?topic=entities/lock.front_door");
        await refused.ProblemAsync(System.Net.HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task HubsStatus_NamesTopicsOfOthersToTheOwnerOnly()
    {
        await using var host = await StartAsync();
        host.Home.RefuseEventType("secret_alarm", "unauthorized", "Unauthorized");
        await using var owner = await LiveCaller.OpenAsync(host, _owner);
        await using var tablet = await LiveCaller.OpenAsync(host, _tablet);
        await HoldAsync(owner, null, "secret_alarm");

        static bool IsDegraded(JsonObject body) => body["state"]!.GetValue<string>() is "degraded";
        (await owner.UntilToldAsync("hub", IsDegraded))["reason"]!.GetValue<string>().ShouldContain("secret_alarm");
        var told = await tablet.UntilToldAsync("hub", IsDegraded);
        var asked = (await tablet.CallAsync("Hubs"))["result"]!.AsArray().ShouldHaveSingleItem()!;
        using var http = Client(host, _tablet);
        foreach (var text in new[] { told.ToJsonString(), asked.ToJsonString(), await http.GetStringAsync("/api/hubs"), await http.GetStringAsync("/api/hubs/home") })
        {
            text.ShouldContain("degraded");
            text.ShouldNotContain("secret_alarm");
            text.ShouldNotContain("Unauthorized");
        }
    }

    [Fact]
    public async Task AnotherHubsKey_SeesNothingOfThisOne()
    {
        var stranger = _keys.Add("stranger", "read:attic/*");
        await using var host = await StartAsync();
        using var http = Client(host, stranger);
        await using var live = await LiveCaller.OpenAsync(host, stranger);

        (await http.GetStringAsync("/api/hubs")).ShouldBe("[]");
        (await live.CallAsync("Hubs"))["result"]!.AsArray().ShouldBeEmpty();
        var answer = await live.CallAsync("Subscribe", new JsonObject { ["hub"] = "home", ["topics"] = new JsonArray("entities/*") });
        answer["error"]!.GetValue<string>().ShouldContain("lacks the scope");
        using var owner = Client(host, _owner);
        using var reconnected = await owner.PostAsync("/api/hubs/home/reconnect", content: null);
        await host.UntilStatusAsync(200, "/api/hubs/home", _owner);
        using var unknown = await http.GetAsync("/api/hubs/cellar");
        (await unknown.ProblemAsync(System.Net.HttpStatusCode.NotFound, "not-found")).Detail().ShouldNotContain("home");

        live.Told.ShouldBeEmpty("not even that the hub was away for a moment");
    }

    public void Dispose() => _keys.Dispose();

    private static async Task<JsonObject> HoldAsync(LiveCaller caller, string? cursor, params string[] topics)
    {
        var request = new JsonObject { ["hub"] = "home", ["topics"] = new JsonArray([.. topics.Select(static topic => JsonValue.Create(topic))]) };
        if (cursor is not null)
        {
            request["cursor"] = cursor;
        }

        return (await caller.CallAsync("Subscribe", request))["result"]!.AsObject();
    }

    private static string[] Rows(JsonObject answer) => [.. answer["topics"]!.AsArray().Select(static row => $"{row!["topic"]} {row["state"]}")];

    private static string[] Topics(LiveCaller caller) => [.. caller.Told.Where(static told => told.Target is "event").Select(static told => told.Body["topic"]!.GetValue<string>())];

    private static bool IsBrightness(JsonObject body, int brightness) =>
        body["topic"]!.GetValue<string>() is "entities/light.hall" && body["data"]?["attributes"]?["brightness"]?.GetValue<int>() == brightness;

    private static HttpClient Client(GatewayHost host, string key)
    {
        var http = new HttpClient { BaseAddress = host.Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    private async Task<GatewayHost> StartAsync()
    {
        var host = await _keys.StartAsync();
        host.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _owner);
        await host.UntilAsync("online");
        return host;
    }

    /// <summary>A lock, a sensor and a light change, the light last.</summary>
    private static void Change(GatewayHost host, int brightness)
    {
        host.Home.SetState("lock.front_door", brightness % 2 == 0 ? "locked" : "unlocked");
        host.Home.SetState("sensor.outdoor_temperature", $"{brightness}");
        host.Home.SetState("light.hall", "on", new JsonObject { ["brightness"] = brightness });
    }
}
