using System.Net;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant;
using Gateway.Tests.Fakes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.EndToEnd;

/// <summary>Events over SSE: the framing, the order, the refusals.</summary>
public sealed class ApiEventsTests
{
    [Fact]
    public async Task Events_OfSeveralTopics_ComeAsSnapshotThenLiveThenEvents()
    {
        await using var host = await OnlineAsync();
        using var stream = await ApiEventStream.OpenAsync(host.Http, "/api/hubs/home/events?topic=entities/light.*&topic=ring");
        var seen = new List<string>();
        while (seen.Count(static line => line.StartsWith("topic", StringComparison.Ordinal)) < 2)
        {
            var record = await stream.NextAsync();
            seen.Add($"{record.Name} {record.Json["topic"]}");
            var isLast = seen.Count(static line => line.StartsWith("topic", StringComparison.Ordinal)) == 2;
            record.Id.ShouldBe(isLast ? record.Text("cursor") : null, "before everything is there, nothing may be resumed from");
        }

        string[] snapshot = ["entities/light.bedroom", "entities/light.hall", "entities/light.kitchen", "entities/light.living_room"];
        seen.Where(static line => line.StartsWith("event", StringComparison.Ordinal)).ShouldBe(snapshot.Select(static topic => $"event {topic}"), ignoreOrder: true);
        seen.IndexOf("topic entities/light.*").ShouldBeGreaterThan(seen.IndexOf("event entities/light.living_room"));

        host.Home.FireEvent("ring", new JsonObject { ["text"] = "line one\nline two \u2028 “quoted”" });
        var ring = await stream.UntilAsync("event");

        ring.Text("topic").ShouldBe("ring");
        ring.Text("hub").ShouldBe("home");
        ring.Text("cursor").ShouldBe(ring.Id);
        ring.Json["data"]!["data"]!["text"]!.GetValue<string>().ShouldBe("line one\nline two \u2028 “quoted”");
        ring.Json.ContainsKey("snapshot").ShouldBeFalse();

        host.Home.SetState("light.hall", "on");
        (await stream.UntilAsync("event")).Json["data"]!["state"]!.GetValue<string>().ShouldBe("on");
    }

    [Fact]
    public async Task Events_Headers_KeepProxiesFromHoldingThemBack()
    {
        await using var host = await OnlineAsync();
        using var stream = await ApiEventStream.OpenAsync(host.Http, "/api/hubs/home/events?topic=ring");

        stream.Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        stream.Response.Content.Headers.ContentType!.ToString().ShouldBe("text/event-stream");
        stream.Response.Headers.CacheControl!.NoCache.ShouldBeTrue();
        stream.Response.Headers.CacheControl!.NoTransform.ShouldBeTrue();
        stream.Response.Headers.GetValues("X-Accel-Buffering").ShouldHaveSingleItem().ShouldBe("no");
    }

    [Fact]
    public async Task Events_HubGoesAndComes_TellHubAndTopicStates()
    {
        await using var host = await OnlineAsync();
        using var stream = await ApiEventStream.OpenAsync(host.Http, "/api/hubs/home/events?topic=entities/light.hall");
        await stream.UntilAsync("topic", static topic => topic["state"]!.GetValue<string>() is "live");

        await host.Home.KillAsync();
        await stream.UntilAsync("topic", static topic => topic["state"]!.GetValue<string>() is "pending");
        await stream.UntilAsync("hub", static hub => hub["state"]!.GetValue<string>() is "retrying");
        await host.Home.RestartAsync();
        await stream.UntilAsync("topic", static topic => topic["state"]!.GetValue<string>() is "live");
    }

    [Fact]
    public async Task Events_ClientLeaves_TopicIsLetGo()
    {
        await using var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["Subscriptions:Linger"] = "00:00:00" });
        await host.UntilAsync("online");
        using (var stream = await ApiEventStream.OpenAsync(host.Http, "/api/hubs/home/events?topic=ring"))
        {
            await stream.UntilAsync("topic");
            host.Home.ActiveSubscriptions.ShouldBe(["subscribe_events:ring"]);
        }

        await Eventually.TrueAsync(() => host.Home.ActiveSubscriptions.Count == 0, "the hub is un-asked");
    }

    [Fact]
    public async Task Events_OneTopicRefused_AreRefusedWithTheReason()
    {
        await using var host = await OnlineAsync();

        using var answer = await host.Http.GetAsync("/api/hubs/home/events?topic=ring&topic=entities/*.x&topic=%7B%22type%22:%22get_states%22%7D");

        var detail = (await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid")).Detail();
        detail.ShouldContain("'entities/*.x': After entities/ comes an entity id");
        detail.ShouldContain("The type \"get_states\" is not known to subscribe");
        detail.ShouldNotContain("'ring'");
        host.Home.ActiveSubscriptions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Events_MoreClientsThanAllowed_AreUnavailable()
    {
        await using var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["Clients:MaxConnections"] = "1" });
        await host.UntilAsync("online");
        using var stream = await ApiEventStream.OpenAsync(host.Http, "/api/hubs/home/events?topic=ring");
        await stream.UntilAsync("topic");

        await (await host.Http.GetAsync("/api/hubs/home/events?topic=ring")).ProblemAsync(HttpStatusCode.ServiceUnavailable, "unavailable");
    }

    [Fact]
    public async Task Events_NothingHappens_AHeartbeatComesEveryFifteenSeconds()
    {
        var time = new FakeTime();
        await using var home = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false });
        await using var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.UseContentRoot(GatewayHost.Top);
            builder.UseSetting("Gateway:Hubs:home:Kind", "HomeAssistant");
            builder.UseSetting("Gateway:Hubs:home:Url", home.Url.ToString());
            builder.UseSetting("Gateway:Hubs:home:Token", home.Token);
            builder.ConfigureServices(services => services.AddSingleton<TimeProvider>(time));
        });
        factory.UseKestrel(0);
        factory.StartServer();
        using var http = new HttpClient { BaseAddress = factory.ClientOptions.BaseAddress };
        using var stream = await ApiEventStream.OpenAsync(http, "/api/hubs/home/events?topic=ring");
        await stream.UntilAsync("topic", static topic => topic["state"]!.GetValue<string>() is "live");

        for (var beat = 0; beat < 3; beat++)
        {
            time.Advance(TimeSpan.FromSeconds(15));
            var record = await stream.NextAsync();
            while (record.Comment is null)
            {
                record.Name.ShouldBe("hub");
                record = await stream.NextAsync();
            }

            (record.Name, record.Id, record.Data).ShouldBe((null, null, null));
        }

        // The farewell takes its time by the same clock.
        var stopping = factory.DisposeAsync().AsTask();
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(20));
                return stopping.IsCompleted;
            },
            "the host has stopped");
        await stopping;
    }

    private static async Task<GatewayHost> OnlineAsync()
    {
        var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        return host;
    }
}
