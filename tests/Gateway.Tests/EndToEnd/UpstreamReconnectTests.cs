using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

public sealed class UpstreamReconnectTests
{
    [Fact]
    public async Task HubKilledAndRestarted_StatesOnly_DifferenceComesAsEventsInTheSameEpoch()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var client = await UpstreamSseClient.OpenLiveAsync(host, "entities/*");
        var epoch = client.Epoch;

        await host.Home.KillAsync();
        var away = await host.UntilAsync("retrying");
        away["reason"]!.GetValue<string>().ShouldNotBeEmpty();
        away["nextAttempt"].ShouldNotBeNull();
        await client.UntilTopicAsync("entities/*", "pending");
        host.Home.SetState("light.hall", "on");
        host.Home.RemoveState("light.kitchen");
        await host.Home.RestartAsync();

        var back = await host.UntilAsync("online");
        back["reconnects"]!.GetValue<int>().ShouldBe(1);
        back["reason"].ShouldBeNull();
        await client.UntilTopicAsync("entities/*", "live", times: 2);
        client.LiveEvents.ShouldBe(["entities/light.hall changed", "entities/light.kitchen removed"], ignoreOrder: true);
        client.Snapshot.Count.ShouldBe(client.Snapshot.Distinct(StringComparer.Ordinal).Count());
        client.Epoch.ShouldBe(epoch);
        client.HasEnded.ShouldBeFalse();
    }

    [Fact]
    public async Task HubKilledAndRestarted_EventsWanted_EveryTopicIsLiveInANewEpoch()
    {
        const string trigger = """{"trigger":{"entity_id":"light.hall","platform":"state"},"type":"subscribe_trigger"}""";
        string[] topics = ["entities/*", "state_changed", "demo", trigger];
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var client = await UpstreamSseClient.OpenLiveAsync(host, topics);
        var epoch = client.Epoch;

        await host.Home.KillAsync();
        await host.UntilAsync("retrying");
        await host.Home.RestartAsync();
        foreach (var topic in topics)
        {
            await client.UntilTopicAsync(topic, "live", times: 2);
        }

        await host.UntilAsync("online");
        client.Epoch.ShouldNotBe(epoch, StringComparer.Ordinal);
        host.Home.ActiveSubscriptions.Count.ShouldBe(4);
        host.Home.SetState("light.hall", "on");
        foreach (var topic in (string[])["state_changed", trigger])
        {
            await Eventually.TrueAsync(() => client.LiveEvents.Any(line => line.StartsWith(topic, StringComparison.Ordinal)), $"an event on {topic}");
        }
    }

    [Fact]
    public async Task HubFreezes_WithoutAWord_IsFoundAndHealed()
    {
        await using var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Hubs:home:HomeAssistant:PingAfter"] = "00:00:00.300",
            ["Hubs:home:HomeAssistant:PingTimeout"] = "00:00:00.300",
        });
        await host.UntilAsync("online");
        await using var client = await UpstreamSseClient.OpenLiveAsync(host, "entities/light.hall");

        host.Home.Freeze();
        await client.UntilTopicAsync("entities/light.hall", "pending");
        await Eventually.TrueAsync(() => host.Log.Lines.Any(static line => line.Text.Contains("(silent)", StringComparison.Ordinal)), "the reason is in the log");
        host.Home.Unfreeze();

        await client.UntilTopicAsync("entities/light.hall", "live", times: 2);
        await host.UntilAsync("online");
    }

    [Fact]
    public async Task HubDropsUs_AfterAnOverflowSay_IsHealed()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var client = await UpstreamSseClient.OpenLiveAsync(host, "entities/*");

        for (var round = 2; round <= 3; round++)
        {
            host.Home.DropConnections();
            await client.UntilTopicAsync("entities/*", "live", round);
        }

        (await host.UntilAsync("online"))["reconnects"]!.GetValue<int>().ShouldBe(2);
        client.LiveEvents.ShouldBeEmpty();
    }

    [Fact]
    public async Task HubRestarted_KeepsItsAnswersBack_IsDegradedUntilTheyCome()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var client = await UpstreamSseClient.OpenLiveAsync(host, "entities/*", "demo");

        await host.Home.KillAsync();
        host.Home.HoldAnswers("subscribe_entities");
        await host.Home.RestartAsync();
        await client.UntilTopicAsync("demo", "live", times: 2);

        var waiting = await host.UntilAsync("degraded");
        waiting["reason"]!.GetValue<string>().ShouldContain("Asking the hub again");
        waiting["topics"]!["pending"]!.GetValue<int>().ShouldBe(1);
        host.Home.ReleaseAnswers("subscribe_entities");

        await client.UntilTopicAsync("entities/*", "live", times: 2);
        await host.UntilAsync("online");
    }

    [Fact]
    public async Task Command_HubCutBeforeItsAnswer_IsUnknownAndNeverSentAgain()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        host.Home.CloseAfter("call_service");

        using var answer = await host.Http.PostAsJsonAsync("/api/hubs/home/commands", JsonNode.Parse(
            """{"name":"call_service","args":{"domain":"light","service":"toggle","target":{"entity_id":"light.hall"}}}""")).Soon();

        ((int)answer.StatusCode).ShouldBe(502);
        (await answer.Content.ReadFromJsonAsync<JsonObject>())!["type"]!.GetValue<string>().ShouldBe("urn:gateway:unknown");
        await Eventually.TrueAsync(() => host.Home.ConnectionsOpened == 2, "the second session");
        await host.UntilAsync("online");
        host.Home.CountReceived("call_service").ShouldBe(1);
    }
}
