using System.Text.Json.Nodes;
using Gateway.DemoHubs.Deconz;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

/// <summary>Commands that a topic is to confirm.</summary>
public sealed class CommandConfirmTests
{
    [Theory]
    [InlineData(CommandFace.Rest, "entities/light.hall")]
    [InlineData(CommandFace.SignalR, "entities/light.*")]
    [InlineData(CommandFace.Batch, "state_changed")]
    public async Task Confirm_EventFollows_TellsWhen(string face, string topic)
    {
        await using var host = await OnlineAsync();

        var outcome = await CommandFace.SendAsync(face, host.Url, Confirmed(Toggle(), topic));

        outcome["status"]!.GetValue<string>().ShouldBe("ok", outcome.ToJsonString());
        outcome["confirmed"]!["ok"]!.GetValue<bool>().ShouldBeTrue(outcome.ToJsonString());
        outcome["confirmed"]!["ms"]!.GetValue<double>().ShouldBeInRange(0.001, 5_000);
        host.Home.CountReceived("call_service").ShouldBe(1);
        var left = JsonNode.Parse(await host.Http.GetStringAsync("/api/hubs/home"))!;
        left["clients"]!.GetValue<int>().ShouldBe(0, "the topic was let go");
    }

    [Theory]
    [InlineData(CommandFace.Rest)]
    [InlineData(CommandFace.SignalR)]
    [InlineData(CommandFace.Batch)]
    public async Task Confirm_NothingFollows_TellsSo(string face)
    {
        await using var host = await OnlineAsync();

        // There is a snapshot of it, and it changed just before.
        host.Home.SetState("light.hall", "on", new JsonObject { ["brightness"] = 7 });
        var outcome = await CommandFace.SendAsync(face, host.Url, Confirmed(Ring(), "entities/light.hall", 300));

        outcome["status"]!.GetValue<string>().ShouldBe("ok", outcome.ToJsonString());
        outcome["confirmed"]!["ok"]!.GetValue<bool>().ShouldBeFalse(outcome.ToJsonString());
        outcome["confirmed"]!["ms"]!.GetValue<double>().ShouldBeGreaterThanOrEqualTo(300);
        outcome["elapsedMs"]!.GetValue<double>().ShouldBeLessThan(outcome["confirmed"]!["ms"]!.GetValue<double>(), "the hub's answer came before");
    }

    [Theory]
    [InlineData(CommandFace.Rest, "entities/LIGHT.hall")]
    [InlineData(CommandFace.SignalR, "refused")]
    [InlineData(CommandFace.Batch, "refused")]
    public async Task Confirm_TopicThatCannotBeHad_IsInvalidAndNothingIsSent(string face, string topic)
    {
        await using var host = await OnlineAsync();
        host.Home.RefuseEventType("refused", "unauthorized", "not today");

        var outcome = await CommandFace.SendAsync(face, host.Url, Confirmed(Toggle(), topic));

        outcome["status"]!.GetValue<string>().ShouldBe("invalid", outcome.ToJsonString());
        outcome["error"]!["message"]!.GetValue<string>().ShouldStartWith($"'confirm.topic' '{topic}' cannot be had, so the command was not sent: ");
        host.Home.CountReceived("call_service").ShouldBe(0);
    }

    [Fact]
    public async Task Confirm_HubAway_IsOffline()
    {
        await using var host = await OnlineAsync();
        await host.Home.KillAsync();
        await host.UntilAsync("retrying");

        var outcome = await CommandFace.SendAsync(CommandFace.Rest, host.Url, Confirmed(Toggle(), "entities/light.hall"));

        outcome["status"]!.GetValue<string>().ShouldBe("offline", outcome.ToJsonString());
        outcome["retryAfter"]!.GetValue<double>().ShouldBe(1);
    }

    [Fact]
    public async Task Confirm_HubRefuses_IsNotWaitedFor()
    {
        await using var host = await OnlineAsync();

        // Five minutes would be too long for the test.
        var outcome = await CommandFace.SendAsync(CommandFace.Rest, host.Url, Confirmed(new JsonObject { ["name"] = "nobody/knows" }, "entities/light.hall", 300_000));

        outcome["status"]!.GetValue<string>().ShouldBe("rejected", outcome.ToJsonString());
        outcome.ContainsKey("confirmed").ShouldBeFalse();
    }

    [Fact]
    public async Task Confirm_NoAnswerButAnEvent_TellsThatItRan()
    {
        await using var host = await OnlineAsync();
        host.Home.HoldAnswers("call_service");
        var command = Confirmed(Toggle(), "entities/light.hall");
        command["timeoutMs"] = 300;

        var outcome = await CommandFace.SendAsync(CommandFace.Rest, host.Url, command);

        outcome["status"]!.GetValue<string>().ShouldBe("timeout", outcome.ToJsonString());
        outcome["confirmed"]!["ok"]!.GetValue<bool>().ShouldBeTrue(outcome.ToJsonString());
    }

    [Fact]
    public async Task Confirm_NotWaitedFor_IsSentAndConfirmed()
    {
        await using var host = await OnlineAsync();
        var command = Confirmed(Toggle(), "entities/light.hall");
        command["wait"] = false;

        var outcome = await CommandFace.SendAsync(CommandFace.Rest, host.Url, command);

        outcome["status"]!.GetValue<string>().ShouldBe("sent", outcome.ToJsonString());
        outcome["confirmed"]!["ok"]!.GetValue<bool>().ShouldBeTrue(outcome.ToJsonString());
    }

    [Fact]
    public async Task Confirm_Replayed_TellsTheFirstOnce()
    {
        await using var host = await OnlineAsync();
        var command = Confirmed(Ring(), "entities/light.hall", 400);
        command["idempotencyKey"] = "k";
        var first = CommandFace.SendAsync(CommandFace.Rest, host.Url, command);
        await Eventually.TrueAsync(() => host.Home.CountReceived("fire_event") == 1, "the hub has it");

        // Joined, while the event is waited for.
        var second = await CommandFace.SendAsync(CommandFace.SignalR, host.Url, command);
        var third = await CommandFace.SendAsync(CommandFace.Batch, host.Url, command);

        var told = (await first.Soon())["confirmed"]!.ToJsonString();
        second["confirmed"]!.ToJsonString().ShouldBe(told);
        third["confirmed"]!.ToJsonString().ShouldBe(told);
        host.Home.CountReceived("fire_event").ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"name":"ping","confirm":"entities/*"}""", "'confirm' must be an object such as {\"topic\":\"entities/light.hall\",\"timeoutMs\":5000}, not a text.")]
    [InlineData("""{"name":"ping","confirm":{}}""", "'topic' is missing; it is a text.")]
    [InlineData("""{"name":"ping","confirm":{"topic":"x","timeoutMs":0}}""", "'confirm.timeoutMs' must be between 1 and 300000.")]
    [InlineData("""{"name":"ping","confirm":{"topic":"x","timeoutMs":300001}}""", "'confirm.timeoutMs' must be between 1 and 300000.")]
    public async Task Confirm_Malformed_IsInvalidByNameOfTheFault(string command, string detail)
    {
        await using var host = await OnlineAsync();

        var outcome = await CommandFace.SendAsync(CommandFace.Rest, host.Url, JsonNode.Parse(command)!.AsObject());

        outcome["status"]!.GetValue<string>().ShouldBe("invalid");
        outcome["error"]!["message"]!.GetValue<string>().ShouldBe(detail);
    }

    [Fact]
    public async Task Confirm_HubThatOnlyQueues_TellsWhenItWasDone()
    {
        await using var hub = await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Living = false });
        await using var host = await HubHost.OnlineAsync(new JsonObject { ["Kind"] = "Deconz", ["Url"] = hub.Url.ToString(), ["Token"] = hub.Token });
        var bright = hub.Show("lights", "1")["state"]!["bri"]?.GetValue<int>() is 9 ? 10 : 9;

        var (_, body, _) = await host.CommandAsync(Confirmed(new JsonObject { ["name"] = "PUT lights/1/state", ["args"] = new JsonObject { ["on"] = true, ["bri"] = bright } }, "lights/1"));

        body["status"]!.GetValue<string>().ShouldBe("ok", body.ToJsonString());
        body["confirmed"]!["ok"]!.GetValue<bool>().ShouldBeTrue(body.ToJsonString());
    }

    private static JsonObject Toggle() =>
        JsonNode.Parse("""{"name":"call_service","args":{"domain":"light","service":"toggle","target":{"entity_id":"light.hall"}}}""")!.AsObject();

    private static JsonObject Ring() => JsonNode.Parse("""{"name":"fire_event","args":{"event_type":"ring"}}""")!.AsObject();

    private static JsonObject Confirmed(JsonObject command, string topic, int? timeoutMs = null)
    {
        command["confirm"] = new JsonObject { ["topic"] = topic };
        if (timeoutMs is { } given)
        {
            command["confirm"]!["timeoutMs"] = given;
        }

        return command;
    }

    private static async Task<GatewayHost> OnlineAsync()
    {
        var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        return host;
    }
}
