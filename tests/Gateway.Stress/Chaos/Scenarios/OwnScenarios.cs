using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Chat;
using Gateway.DemoHubs.Deconz;
using Gateway.DemoHubs.HomeAssistant;
using Gateway.DemoHubs.Homey;
using Gateway.DemoHubs.Pryv;
using Gateway.Tests.Contract;

namespace Gateway.Stress.Chaos.Scenarios;

/// <summary>What only one kind of hub can do to us.</summary>
internal static class OwnScenarios
{
    public static IReadOnlyList<ChaosCase> All { get; } =
    [
        HomeAssistant("other-ids", OtherEntitiesAsync),
        HomeAssistant("stopped-politely", static (stage, hub) => StoppedAsync(stage, hub.StopAsync, hub.RestartAsync)),
        HomeAssistant("dropped-and-aborted", static (stage, hub) => DroppedAsync(stage, hub.DropConnections, hub.AbortConnections)),
        HomeAssistant("starts-slowly", StartsSlowlyAsync),
        HomeAssistant("odd-clock", static (stage, _, clock) => OddClockAsync(stage, clock)),
        Homey("other-ids", OtherDevicesAsync),
        Homey("stopped-politely", static (stage, hub) => StoppedAsync(stage, hub.StopAsync, hub.RestartAsync)),
        Homey("dropped-and-aborted", static (stage, hub) => DroppedAsync(stage, hub.DropConnections, hub.AbortConnections)),
        Homey("kicked-from-the-namespace", static (stage, hub) => KickedAsync(stage, hub.KickNamespace)),
        Deconz("other-ids", OtherLightsAsync),
        Deconz("stopped-politely", static (stage, hub) => StoppedAsync(stage, hub.StopAsync, () => hub.RestartAsync())),
        Deconz("dropped-and-aborted", static (stage, hub) => DroppedAsync(stage, hub.DropConnections, hub.AbortConnections)),
        Deconz("odd-clock", static (stage, _, clock) => OddClockAsync(stage, clock)),
        Pryv("other-ids", OtherStreamsAsync),
        Pryv("stopped-politely", static (stage, hub) => StoppedAsync(stage, hub.StopAsync, hub.RestartAsync)),
        Pryv("dropped-and-aborted", static (stage, hub) => DroppedAsync(stage, hub.DropConnections, hub.AbortConnections)),
        Pryv("odd-clock", static (stage, _, clock) => OddClockAsync(stage, clock)),
        Chat("stopped-politely", static (stage, hub) => StoppedAsync(stage, hub.StopAsync, hub.RestartAsync)),
        Chat("dropped-and-aborted", static (stage, hub) => DroppedAsync(stage, hub.DropConnections, hub.AbortConnections)),
        Chat("kicked-from-the-namespace", static (stage, hub) => KickedAsync(stage, () => hub.KickNamespace("/chat"))),
        Chat("kicked-from-another-namespace", static (stage, hub) => KickedAsync(stage, () => hub.KickNamespace("/"))),
    ];

    private static ChaosCase HomeAssistant(string name, Func<Stage, HomeAssistantDemoHub, Task> playAsync) => HomeAssistant(name, (stage, hub, _) => playAsync(stage, hub));

    private static ChaosCase HomeAssistant(string name, Func<Stage, HomeAssistantDemoHub, OddClock, Task> playAsync) => Of(
        "home-assistant", name, clock => HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false, TimeProvider = clock }), static hub => new HomeAssistantContractHub(hub, isImpatient: false), playAsync);

    private static ChaosCase Homey(string name, Func<Stage, HomeyDemoHub, Task> playAsync) => Of(
        "homey", name, static clock => HomeyDemoHub.StartAsync(new HomeyDemoHubOptions { Living = false, TimeProvider = clock }), static hub => new HomeyContractHub(hub, isImpatient: false), (stage, hub, _) => playAsync(stage, hub));

    private static ChaosCase Deconz(string name, Func<Stage, DeconzDemoHub, Task> playAsync) => Deconz(name, (stage, hub, _) => playAsync(stage, hub));

    private static ChaosCase Deconz(string name, Func<Stage, DeconzDemoHub, OddClock, Task> playAsync) => Of(
        "deconz", name, static clock => DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Living = false, TimeProvider = clock }), static hub => new DeconzContractHub(hub, isImpatient: false), playAsync);

    private static ChaosCase Pryv(string name, Func<Stage, DiaryDemoHub, Task> playAsync) => Pryv(name, (stage, hub, _) => playAsync(stage, hub));

    private static ChaosCase Pryv(string name, Func<Stage, DiaryDemoHub, OddClock, Task> playAsync) => Of(
        "pryv", name, static clock => DiaryDemoHub.StartAsync(new DiaryDemoHubOptions { Living = false, TimeProvider = clock }), static hub => new PryvContractHub(hub), playAsync);

    private static ChaosCase Chat(string name, Func<Stage, ChatDemoHub, Task> playAsync) => Of(
        "socket.io", name, static clock => ChatDemoHub.StartAsync(new ChatDemoHubOptions { Living = false, TimeProvider = clock }), static hub => new SocketIOContractHub(hub), (stage, hub, _) => playAsync(stage, hub));

    private static ChaosCase Of<T>(string kind, string name, Func<OddClock, Task<T>> startAsync, Func<T, ContractHub> wrap, Func<Stage, T, OddClock, Task> playAsync)
        where T : class
    {
        // One case is walked by one stage at a time, which starts its hub first.
        var clock = new OddClock();
        T? hub = null;
        return new ChaosCase(
            $"{kind}/{name}",
            async () =>
            {
                clock.Offset = TimeSpan.FromHours(-1);
                hub = await startAsync(clock);
                return new DemoChaosHub(wrap(hub));
            },
            stage => playAsync(stage, hub!, clock));
    }

    private static async Task StoppedAsync(Stage stage, Func<Task> stopAsync, Func<Task> restartAsync)
    {
        await stopAsync();
        await stage.HoldsAsync("topics of a hub that stopped are pending", () => stage.First.StateOf(stage.Hub.Topic) is "pending");
        await stage.MomentAsync(300);
        await restartAsync();
    }

    private static async Task DroppedAsync(Stage stage, Action drop, Action abort)
    {
        foreach (var act in stage.Random.Next(2) == 0 ? new[] { drop, abort } : [abort, drop])
        {
            var lives = stage.First.Lives(stage.Hub.Topic);
            act();
            await stage.HoldsAsync("a dropped session heals", () => stage.First.Lives(stage.Hub.Topic) > lives && stage.First.IsLive);
            await stage.StateAsync("online");
        }
    }

    private static async Task KickedAsync(Stage stage, Action kick)
    {
        var lives = stage.First.Log.Count(static heard => heard.Kind is "topic" && heard.State is "live");
        kick();
        await stage.HoldsAsync("who was put out of a namespace is live again", () => stage.First.Log.Count(static heard => heard.Kind is "topic" && heard.State is "live") > lives && stage.First.IsLive);
    }

    private static async Task OtherEntitiesAsync(Stage stage, HomeAssistantDemoHub hub)
    {
        var watcher = await WatchAsync(stage, "entities/*");
        await hub.KillAsync();
        hub.RemoveState("light.kitchen");
        hub.SetState("light.newcomer", "on");
        await hub.RestartAsync();
        await stage.HoldsAsync("an entity that is gone is told", () => watcher.Log.Any(static heard => heard.HasHappened && heard.Topic is "entities/light.kitchen" && heard.Body["data"] is null), () => watcher.Tail);
        await stage.HoldsAsync("a new entity is told", () => watcher.Log.Any(static heard => heard.HasHappened && heard.Topic is "entities/light.newcomer"), () => watcher.Tail);
        await watcher.DisposeAsync();
    }

    private static async Task StartsSlowlyAsync(Stage stage, HomeAssistantDemoHub hub)
    {
        await hub.KillAsync();
        hub.SetRunState("STARTING");
        await hub.RestartAsync();
        await stage.MomentAsync(1_500);
        hub.SetRunState("RUNNING");
        hub.FireEvent("homeassistant_started", new JsonObject());
    }

    private static async Task OtherDevicesAsync(Stage stage, HomeyDemoHub hub)
    {
        var watcher = await WatchAsync(stage, "homey:device:*");
        var gone = hub.DeviceIds[1];
        await hub.KillAsync();
        hub.RemoveDevice(gone);
        var added = hub.AddDevice("Newcomer", "light", """{"onoff":true}""");
        await hub.RestartAsync();
        await stage.HoldsAsync("the devices' topic is live again", () => watcher.Lives("homey:device:*") >= 2 && watcher.IsLive, () => watcher.Tail);
        hub.SetCapability(added, "onoff", false);
        await stage.HoldsAsync("a new device is told", () => watcher.Log.Any(heard => heard.Kind is "event" && string.Equals(heard.Topic, "homey:device:" + added, StringComparison.Ordinal)), () => watcher.Tail);
        await GoneFromStateAsync(stage, "homey:device:*", "homey:device:" + gone);
        await watcher.DisposeAsync();
    }

    private static async Task OtherLightsAsync(Stage stage, DeconzDemoHub hub)
    {
        var watcher = await WatchAsync(stage, "lights/*");
        var gone = hub.Show("lights", "2")["uniqueid"]!.GetValue<string>();
        await hub.KillAsync();
        hub.RemoveLight("2");
        var added = hub.AddLight("Newcomer");
        await hub.RestartAsync();
        await stage.HoldsAsync("a light that is gone is told", () => watcher.Log.Any(static heard => heard.HasHappened && heard.Topic is "lights/2" && heard.Body["name"]!.GetValue<string>() is "deleted"), () => watcher.Tail);
        await stage.HoldsAsync("a new light is told", () => watcher.Log.Any(heard => heard.Kind is "event" && string.Equals(heard.Topic, "lights/" + added, StringComparison.Ordinal)), () => watcher.Tail);
        // The newcomer gets the id that is free, as with deCONZ.
        await GoneFromStateAsync(stage, "lights/*", gone);
        await watcher.DisposeAsync();
    }

    private static async Task OtherStreamsAsync(Stage stage, DiaryDemoHub hub)
    {
        var gone = hub.CreateEvent(content: "gone");
        await hub.KillAsync();
        hub.CreateStream("newcomer", "Newcomer");
        hub.CreateEvent("newcomer", content: "new");
        hub.DeleteEvent(gone);
        await hub.RestartAsync();
        await stage.HoldsAsync("an entry of a new stream is told", () => stage.First.Log.Any(static heard => heard.HasHappened && heard.Body["data"]?["content"]?.ToString() is "new"));
    }

    private static async Task OddClockAsync(Stage stage, OddClock clock)
    {
        foreach (var hours in new[] { 2, -26, stage.Random.Next(-1_000, 1_000) })
        {
            clock.Offset = TimeSpan.FromHours(hours);
            await stage.RaiseAsync(3);
            await stage.MomentAsync(200);
            await stage.KillAndRestartAsync(100);
            await stage.RaiseAsync(1);
            await stage.StateAsync("online");
            stage.Check(stage.First.End is null, string.Create(CultureInfo.InvariantCulture, $"clients stay when the hub's clock is {hours} h off"));
        }
    }

    private static async Task<SseChaosClient> WatchAsync(Stage stage, string topic)
    {
        var watcher = await stage.OpenAsync("watcher", [topic]);
        await stage.HoldsAsync("the watcher is live", () => watcher.IsLive, () => watcher.Tail);
        return watcher;
    }

    private static async Task GoneFromStateAsync(Stage stage, string pattern, string topic)
    {
        var text = "";
        await stage.HoldsAsync(
            "what is gone stands in no state any more",
            async () => !(text = await stage.Host.Http.GetStringAsync(new Uri($"/api/hubs/home/state?topic={Uri.EscapeDataString(pattern)}", UriKind.Relative))).Contains($"\"{topic}\"", StringComparison.Ordinal),
            () => text);
    }
}
