using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;
using Xunit.Abstractions;

namespace Gateway.Tests.Clients;

/// <summary>The live face as <c>@microsoft/signalr</c> sees it. What is claimed stands in the scripts beside this file.</summary>
public sealed class SignalRTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Subscribe_HundredClientsOnOneTopic_HubIsAskedOnceAndUnaskedOnce()
    {
        await using var host = await GatewayHost.StartAsync(Settings(("Subscriptions:Linger", "00:00:00.2")));
        await host.UntilAsync("online");
        await using var script = NodeScript.Start("fan-out", host.Url);

        await script.SaysAsync("live");
        host.Home.CountReceived("subscribe_entities").ShouldBe(1);
        for (var level = 1; level <= 50; level++)
        {
            host.Home.SetState("input_number.hall_level", level.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        await script.SaysAsync("counted");
        host.Home.CountReceived("unsubscribe_events").ShouldBe(0);
        await script.TellAsync("leave");
        await script.SaysAsync("left");
        await Eventually.TrueAsync(() => host.Home.CountReceived("unsubscribe_events") == 1, "one unsubscribe after the last client left");
        await Eventually.TrueAsync(() => host.Home.ActiveSubscriptions.Count == 0, "nothing is subscribed at the hub");
        host.Home.CountReceived("subscribe_entities").ShouldBe(1);
        host.Home.ConnectionsOpened.ShouldBe(1);
        await script.EndsAsync();
    }

    [Fact]
    public async Task HubRestart_TwentyClients_SeePendingThenLiveAndOnlyTheDifference()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var script = NodeScript.Start("reconnect", host.Url);

        await script.SaysAsync("live");
        await host.Home.KillAsync();
        await script.SaysAsync("pending");
        host.Home.SetState("light.hall", "on");
        host.Home.RemoveState("switch.garden_pump");
        await host.Home.RestartAsync();
        await script.SaysAsync("live again");
        host.Home.SetState("input_boolean.guest_mode", "on");
        await script.EndsAsync();
        host.Home.CountReceived("subscribe_entities").ShouldBe(2);
    }

    [Fact]
    public async Task Command_EightConnectionsWithFiveHundredCallsEach_EachGetsItsOwnAnswer()
    {
        await using var host = await GatewayHost.StartAsync(Settings(
            ("Commands:PerSecond", "100000"), ("Commands:Burst", "100000"), ("Clients:QueueMessages", "10000"), ("Clients:QueueBytes", "100000000")));
        await host.UntilAsync("online");
        await using var script = NodeScript.Start("commands", host.Url);

        var summary = await script.HearAsync();
        output.WriteLine(summary);
        summary.ShouldBe("4000 calls, 0 mismatches");
        await script.EndsAsync();
        host.Home.CountReceived("fire_event").ShouldBe(4001);
    }

    [Fact]
    public async Task Requests_GoodAndBad_AreAnsweredByNameOfTheFault()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var script = NodeScript.Start("requests", host.Url);

        await script.SaysAsync("unsubscribed");
        host.Home.SetState("light.hall", "on");
        await script.TellAsync("changed");
        await script.EndsAsync();
    }

    [Fact]
    public async Task Subscribe_WithCursor_RecoversExactlyOrSaysThatItCannot()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var script = NodeScript.Start("resume", host.Url);

        await script.SaysAsync("live");
        Fire(host, 0);
        await script.SaysAsync("stopped");
        for (var number = 1; number <= 30; number++)
        {
            Fire(host, number);
            if (number % 10 == 0)
            {
                host.Home.SetState("light.hall", number == 20 ? "off" : "on");
            }
        }

        await script.TellAsync("resume");
        await script.EndsAsync();
    }

    [Fact]
    public async Task StalledClient_DoesNotDelayAnother_AndIsToldItsGap()
    {
        await using var host = await GatewayHost.StartAsync(Settings(("Commands:PerSecond", "100000"), ("Commands:Burst", "100000")));
        await host.UntilAsync("online");
        await using var script = NodeScript.Start("stalled", host.Url);

        output.WriteLine(await script.HearAsync());
        await script.EndsAsync();
    }

    private static void Fire(GatewayHost host, int number) =>
        host.Home.FireEvent("probe", new System.Text.Json.Nodes.JsonObject { ["n"] = number });

    private static Dictionary<string, string> Settings(params (string Key, string Value)[] settings) =>
        settings.ToDictionary(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal);
}
