using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

/// <summary>What owners of a Home Assistant ask of a session that manages itself, each by name, through the whole gateway.</summary>
public sealed class HomeAssistantTests
{
    [Fact]
    public async Task Session_HubIsQuiet_IsPingedAndStays()
    {
        await using var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["Hubs:home:HomeAssistant:PingAfter"] = "00:00:00.100" });
        await host.UntilAsync("online");

        await Eventually.TrueAsync(() => host.Home.CountReceived("ping") >= 3, "pings");

        (await host.UntilAsync("online"))["reconnects"]!.GetValue<int>().ShouldBe(0);
        host.Home.ConnectionsOpened.ShouldBe(1);
    }

    [Fact]
    public async Task Reconnect_AfterALoss_EachTopicIsSubscribedAgainExactlyOnce()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        string[] topics = ["entities/light.hall", "entities/*", "state_changed", "demo"];
        await using var one = await UpstreamSseClient.OpenLiveAsync(host, topics);
        await using var two = await UpstreamSseClient.OpenLiveAsync(host, topics);
        host.Home.CountReceived("subscribe_entities").ShouldBe(1);
        host.Home.CountReceived("subscribe_events").ShouldBe(2);

        await host.Home.KillAsync();
        await host.UntilAsync("retrying");
        await host.Home.RestartAsync();
        foreach (var topic in topics)
        {
            await one.UntilTopicAsync(topic, "live", times: 2);
            await two.UntilTopicAsync(topic, "live", times: 2);
        }

        host.Home.CountReceived("subscribe_entities").ShouldBe(2);
        host.Home.CountReceived("subscribe_events").ShouldBe(4);
        host.Home.ActiveSubscriptions.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Reconnect_AfterALoss_ClientsAreToldThatTheHubWentAndCame()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        using var reader = await ApiEventStream.OpenAsync(host.Http, "/api/hubs/home/events?topic=entities/light.hall");
        await reader.UntilAsync("topic", data => string.Equals(data["state"]!.GetValue<string>(), "live", StringComparison.Ordinal));

        await host.Home.KillAsync();
        await reader.UntilAsync("hub", data => string.Equals(data["state"]!.GetValue<string>(), "retrying", StringComparison.Ordinal));
        await host.Home.RestartAsync();

        var told = await reader.UntilAsync("hub", data => string.Equals(data["state"]!.GetValue<string>(), "online", StringComparison.Ordinal));
        told.Json["reconnects"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Commands_TooMany_AreWarnedOfAndThenRefused()
    {
        await using var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Hubs:home:Commands:PerSecond"] = "1",
            ["Hubs:home:Commands:Burst"] = "10",
        });
        await host.UntilAsync("online");

        var statuses = new List<HttpStatusCode>();
        for (var number = 0; number < 6; number++)
        {
            statuses.Add((await FireAsync(host)).StatusCode);
        }

        statuses.ShouldAllBe(static status => status == HttpStatusCode.OK);
        host.Log.Lines.Select(static line => line.Text).ShouldContain(static text => text.StartsWith("Hub home is sent more than 0.5 commands per second", StringComparison.Ordinal));

        using var refused = await UntilRefusedAsync(host);
        var problem = await refused.ProblemAsync(HttpStatusCode.TooManyRequests, "limited");
        problem.Detail().ShouldStartWith("Hub 'home' is sent 1 commands per second at most, 10 at once");
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        host.Log.Lines.Select(static line => line.Text).ShouldContain(static text => text.StartsWith("Hub home is sent too many commands", StringComparison.Ordinal));
        host.Home.CountReceived("fire_event").ShouldBe(_accepted);
    }

    [Fact]
    public async Task FireEvent_OwnType_IsHeardByWhoeverListens()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var client = await UpstreamSseClient.OpenLiveAsync(host, "doorbell");

        (await PostAsync(host, """{"name":"fire_event","args":{"event_type":"doorbell","event_data":{"floor":2}}}""")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await Eventually.TrueAsync(() => client.LiveEvents.Contains("doorbell doorbell", StringComparer.Ordinal), "the event");
    }

    [Fact]
    public async Task CustomMessageTypes_BothWays_PassUntouched()
    {
        const string said = """{"type":"my_component/said", "id":0, "words":[1.0]}""";
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var client = await UpstreamSseClient.OpenLiveAsync(host, "message/my_component/said");

        await PostAsync(host, """{"name":"my_component/ask","args":{"depth":{"of":[1.0]}}}""");
        await host.Home.SendRawAsync(said);

        host.Home.Received.ShouldContain(static frame => frame.Contains("\"type\":\"my_component/ask\"") && frame.Contains("\"depth\":{\"of\":[1.0]}"));
        await client.UntilEventAsync("message/my_component/said", "my_component/said");
    }

    private int _accepted = 6;

    private async Task<HttpResponseMessage> UntilRefusedAsync(GatewayHost host)
    {
        while (_accepted < 100)
        {
            var answer = await FireAsync(host);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                return answer;
            }

            _accepted++;
        }

        throw new TimeoutException("A hundred commands were taken.");
    }

    private static Task<HttpResponseMessage> FireAsync(GatewayHost host) => PostAsync(host, """{"name":"fire_event","args":{"event_type":"demo"}}""");

    private static Task<HttpResponseMessage> PostAsync(GatewayHost host, string body) =>
        host.Http.PostAsJsonAsync("/api/hubs/home/commands", JsonNode.Parse(body));
}
