using System.Globalization;
using Gateway.DemoHubs.Homey;

namespace Gateway.Stress.Load.Hubs;

/// <summary>Homey: managers whose events are occurrences; its devices live beside them.</summary>
internal sealed class HomeyLoadHub : LoadHub
{
    private const string Setting = "setCapabilityValue homey:manager:devices";

    private readonly HomeyDemoHub _hub;

    private HomeyLoadHub(HomeyDemoHub hub)
        : base(
            "homey",
            "Homey",
            [new Source("homey:manager:flow", isState: false), new Source("homey:manager:logic", isState: false)],
            ["homey:manager:flow", "homey:manager:logic", "homey:device:*"],
            "\"n\":") => _hub = hub;

    public override int OpenConnections => _hub.OpenConnections;

    public override IReadOnlyList<string> Asks => _hub.ActiveSubscriptions;

    public override IReadOnlyList<string> Received => _hub.Received;

    protected override Uri Url => _hub.Url;

    protected override string Token => _hub.Token;

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(StringComparer.Ordinal) { ["HomeyId"] = _hub.HomeyId };

    public static async Task<LoadHub> StartAsync(bool isLiving = false) =>
        new HomeyLoadHub(await HomeyDemoHub.StartAsync(new HomeyDemoHubOptions { Living = isLiving }));

    /// <summary>The Homey ignores the mark, and writes it down.</summary>
    public override (string Name, string Args) Command(int number) =>
        (Setting, $$"""{"deviceId":"{{_hub.DeviceIds[0]}}","capabilityId":"onoff","value":true,"transactionId":"{{MarkOf(number)}}"}""");

    public override Task KillAsync() => _hub.KillAsync();

    public override Task RestartAsync() => _hub.RestartAsync();

    public override void Abort() => _hub.AbortConnections();

    public override ValueTask DisposeAsync() => _hub.DisposeAsync();

    protected override void Emit(int source, int number) =>
        _hub.Emit(Sources[source].Topic, "ran", $$"""{"n":{{number.ToString(CultureInfo.InvariantCulture)}}}""");
}
