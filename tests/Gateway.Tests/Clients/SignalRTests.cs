using Gateway.Api.Live;
using Gateway.Delivery;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;
using Xunit.Abstractions;

namespace Gateway.Tests.Clients;

/// <summary>The live face as <c>@microsoft/signalr</c> sees it. What is claimed stands in the scripts beside this file.</summary>
public sealed class SignalRTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("Direct")]
    [InlineData("Stock")]
    public async Task Subscribe_HundredClientsOnOneTopic_HubIsAskedOnceAndUnaskedOnce(string transport)
    {
        await using var host = await GatewayHost.StartAsync(Settings(transport, ("Subscriptions:Linger", "00:00:00.2")));
        await host.UntilAsync("online");
        await using var script = ClientScript.Start("fan-out", host.Url);

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

    [Theory]
    [InlineData("Direct")]
    [InlineData("Stock")]
    public async Task HubRestart_TwentyClients_SeePendingThenLiveAndOnlyTheDifference(string transport)
    {
        await using var host = await GatewayHost.StartAsync(Settings(transport));
        await host.UntilAsync("online");
        await using var script = ClientScript.Start("reconnect", host.Url);

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

    [Theory]
    [InlineData("Direct")]
    [InlineData("Stock")]
    public async Task Command_EightConnectionsWithFiveHundredCallsEach_EachGetsItsOwnAnswer(string transport)
    {
        await using var host = await GatewayHost.StartAsync(Settings(
            transport, ("Commands:PerSecond", "100000"), ("Commands:Burst", "100000"), ("Clients:QueueMessages", "10000"), ("Clients:QueueBytes", "100000000")));
        await host.UntilAsync("online");
        await using var script = ClientScript.Start("commands", host.Url);

        var summary = await script.HearAsync();
        output.WriteLine(summary);
        summary.ShouldBe("4000 calls, 0 mismatches");
        await script.EndsAsync();
        host.Home.CountReceived("fire_event").ShouldBe(4001);
    }

    [Theory]
    [InlineData("Direct")]
    [InlineData("Stock")]
    public async Task Requests_GoodAndBad_AreAnsweredByNameOfTheFault(string transport)
    {
        await using var host = await GatewayHost.StartAsync(Settings(transport));
        await host.UntilAsync("online");
        await using var script = ClientScript.Start("requests", host.Url);

        await script.SaysAsync("unsubscribed");
        host.Home.SetState("light.hall", "on");
        await script.TellAsync("changed");
        await script.EndsAsync();
    }

    [Theory]
    [InlineData("Direct")]
    [InlineData("Stock")]
    public async Task Subscribe_WithCursor_RecoversExactlyOrSaysThatItCannot(string transport)
    {
        await using var host = await GatewayHost.StartAsync(Settings(transport));
        await host.UntilAsync("online");
        await using var script = ClientScript.Start("resume", host.Url);

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

    [Theory]
    [InlineData("Direct")]
    [InlineData("Stock")]
    public async Task StalledClient_DoesNotDelayAnother_AndIsToldItsGap(string transport)
    {
        // On a busy machine the script stalls its client for longer than one is waited for by itself.
        await using var host = await GatewayHost.StartAsync(Settings(
            transport, ("Commands:PerSecond", "100000"), ("Commands:Burst", "100000"), ("Clients:StuckAfter", "00:10:00")));
        await host.UntilAsync("online");
        await using var script = ClientScript.Start("stalled", host.Url);

        output.WriteLine(await script.HearAsync());
        await script.EndsAsync();
    }

    [Theory]
    [InlineData("Direct", 2)]
    [InlineData("Stock", 0)]
    public async Task Connect_ByEveryTransport_ServesAlike(string transport, int direct)
    {
        await using var host = await GatewayHost.StartAsync(Settings(transport));
        await host.UntilAsync("online");
        await using var script = ClientScript.Start("transports", host.Url);

        await script.SaysAsync("all connected");
        (host.Find<LiveHeart>()?.Count ?? 0).ShouldBe(direct);
        host.Service<ClientDirectory>().All.Count.ShouldBe(4);
        (await script.HearAsync()).Split(' ').ShouldBeSubsetOf(host.Service<ClientDirectory>().All.Select(static client => client.Connection), StringComparer.Ordinal);
        await script.TellAsync("on");
        await script.EndsAsync();
        await Eventually.TrueAsync(() => host.Service<ClientDirectory>().All.Count == 0, "nobody is left");
    }

    private static void Fire(GatewayHost host, int number) =>
        host.Home.FireEvent("probe", new System.Text.Json.Nodes.JsonObject { ["n"] = number });

    private static Dictionary<string, string> Settings(string transport, params (string Key, string Value)[] settings) =>
        settings.Append(("Clients:Transport", transport)).ToDictionary(static pair => pair.Item1, static pair => pair.Item2, StringComparer.Ordinal);
}
