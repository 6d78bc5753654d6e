using System.Globalization;
using Gateway.DemoHubs.Pryv;

namespace Gateway.Stress.Load.Hubs;

/// <summary>The diary: each entry is fetched after the doorbell rang, and none is lost with a session.</summary>
internal sealed class DiaryLoadHub : LoadHub
{
    private readonly DiaryDemoHub _hub;

    private DiaryLoadHub(DiaryDemoHub hub)
        : base("diary", "Pryv", [new Source("events", isState: false)], ["events", "eventsChanged", "streamsChanged"], "\"content\":\"n-") => _hub = hub;

    public override int OpenConnections => _hub.OpenConnections;

    public override IReadOnlyList<string> Asks => _hub.ActiveSubscriptions;

    public override IReadOnlyList<string> Received => _hub.Received;

    protected override Uri Url => _hub.Url;

    protected override string Token => _hub.Token;

    protected override IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string>(StringComparer.Ordinal) { ["User"] = _hub.User, ["Dialect"] = "Current" };

    public static async Task<LoadHub> StartAsync(bool isLiving = false) =>
        new DiaryLoadHub(await DiaryDemoHub.StartAsync(new DiaryDemoHubOptions { Living = isLiving }));

    public override (string Name, string Args) Command(int number) =>
        ("events.create", $$"""{"streamIds":["notes"],"type":"note/txt","content":"{{MarkOf(number)}}"}""");

    public override Task KillAsync() => _hub.KillAsync();

    public override Task RestartAsync() => _hub.RestartAsync();

    public override void Abort() => _hub.AbortConnections();

    public override ValueTask DisposeAsync() => _hub.DisposeAsync();

    protected override void Emit(int source, int number) =>
        _hub.CreateEvent(content: "n-" + number.ToString(CultureInfo.InvariantCulture));
}
