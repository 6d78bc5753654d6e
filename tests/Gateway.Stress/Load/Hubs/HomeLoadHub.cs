using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant;

namespace Gateway.Stress.Load.Hubs;

/// <summary>Home Assistant: occurrences that it is asked for one by one or all together, and entities with state.</summary>
internal sealed class HomeLoadHub : LoadHub
{
    private const int Occurrences = 4;
    private const int PerGroup = 8;

    private readonly HomeAssistantDemoHub _hub;

    private HomeLoadHub(HomeAssistantDemoHub hub, Source[] sources)
        : base(
            "home",
            "HomeAssistant",
            sources,
            [.. sources.Take(Occurrences).Select(static source => source.Topic), "demo*", "entities/*", "entities/sensor.a*", "entities/sensor.b*", "entities/sensor.a0", "entities/sensor.a1", "entities/sensor.b7"],
            "\"n\":") => _hub = hub;

    public override bool IsAllNumbered { get; init; }

    public override int OpenConnections => _hub.OpenConnections;

    public override IReadOnlyList<string> Asks => _hub.ActiveSubscriptions;

    public override IReadOnlyList<string> Received => _hub.Received;

    protected override Uri Url => _hub.Url;

    protected override string Token => _hub.Token;

    public static async Task<LoadHub> StartAsync(bool isLiving = false) =>
        Of(await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = isLiving }), isLiving);

    /// <summary>Puts the sources into a hub that is there.</summary>
    public static LoadHub Of(HomeAssistantDemoHub home, bool isLiving = false)
    {
        Source[] sources =
        [
            .. Enumerable.Range(0, Occurrences).Select(static index => new Source($"demo{index}", isState: false)),
            .. Enumerable.Range(0, PerGroup).Select(static index => new Source($"entities/sensor.a{index}", isState: true)),
            .. Enumerable.Range(0, PerGroup).Select(static index => new Source($"entities/sensor.b{index}", isState: true)),
        ];
        var hub = new HomeLoadHub(home, sources) { IsAllNumbered = !isLiving };
        for (var index = Occurrences; index < sources.Length; index++)
        {
            hub.Fire(index);
        }

        return hub;
    }

    public override (string Name, string Args) Command(int number) =>
        ("fire_event", $$$"""{"event_type":"ring","event_data":{"mark":"{{{MarkOf(number)}}}"}}""");

    public override Task KillAsync() => _hub.KillAsync();

    public override Task RestartAsync() => _hub.RestartAsync();

    public override void Abort() => _hub.AbortConnections();

    public override ValueTask DisposeAsync() => _hub.DisposeAsync();

    protected override void Emit(int source, int number)
    {
        var data = new JsonObject { ["n"] = number };
        if (Sources[source].IsState)
        {
            _hub.SetState(Sources[source].Topic["entities/".Length..], number % 2 == 0 ? "on" : "off", data);
        }
        else
        {
            _hub.FireEvent(Sources[source].Topic, data);
        }
    }
}
