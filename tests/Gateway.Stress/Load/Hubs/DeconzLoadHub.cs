using System.Text.Json.Nodes;
using Gateway.DemoHubs.Deconz;

namespace Gateway.Stress.Load.Hubs;

/// <summary>deCONZ: it is never asked, sends everything, and everything has state. Commands go to light 1, which is no source.</summary>
internal sealed class DeconzLoadHub : LoadHub
{
    private const string Switched = "1";
    private const int Lights = 6;

    private readonly DeconzDemoHub _hub;
    private readonly string[] _lights;

    private DeconzLoadHub(DeconzDemoHub hub, string[] lights)
        : base(
            "deconz",
            "Deconz",
            [.. lights.Select(static light => new Source("lights/" + light, isState: true))],
            ["lights/*", "*", .. lights.Select(static light => "lights/" + light)],
            "\"ct\":") => (_hub, _lights) = (hub, lights);

    public override bool RepeatsWhenBack => true;

    public override int OpenConnections => _hub.OpenConnections;

    public override IReadOnlyList<string> Asks => [];

    public override IReadOnlyList<string> Received => [.. _hub.Received.Where(static line => line.StartsWith("PUT ", StringComparison.Ordinal))];

    protected override Uri Url => _hub.Url;

    protected override string Token => _hub.Token;

    public static async Task<LoadHub> StartAsync(bool isLiving = false)
    {
        var demo = await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Living = isLiving });

        // Lights of its own: what lives in the house changes the others.
        var hub = new DeconzLoadHub(demo, [.. Enumerable.Range(0, Lights).Select(index => demo.AddLight($"Stage {index}"))]);
        for (var index = 0; index < hub.Sources.Count; index++)
        {
            hub.Fire(index);
        }

        return hub;
    }

    public override (string Name, string Args) Command(int number) =>
        ($"PUT lights/{Switched}/state", new JsonObject { ["on"] = true, ["transitiontime"] = number }.ToJsonString());

    public override Task KillAsync() => _hub.KillAsync();

    public override Task RestartAsync() => _hub.RestartAsync();

    public override void Abort() => _hub.AbortConnections();

    public override ValueTask DisposeAsync() => _hub.DisposeAsync();

    protected override void Emit(int source, int number) => _hub.SetState("lights", _lights[source], new JsonObject { ["ct"] = number });
}
