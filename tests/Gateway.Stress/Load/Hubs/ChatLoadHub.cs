using System.Globalization;
using Gateway.DemoHubs.Chat;

namespace Gateway.Stress.Load.Hubs;

/// <summary>Socket.IO: occurrences in the hub's own namespace and in another one, which is entered when it is asked for.</summary>
internal sealed class ChatLoadHub : LoadHub
{
    private const string Own = "/chat";
    private const string Other = "/";

    private readonly ChatDemoHub _hub;

    private ChatLoadHub(ChatDemoHub hub)
        : base(
            "chat",
            "SocketIO",
            [new Source("tick0", isState: false), new Source("tick1", isState: false), new Source("beat", isState: false), new Source("/,news0", isState: false), new Source("/,news1", isState: false)],
            ["tick0", "tick1", "beat", "tick*", "*", "/,news0", "/,news1", "/,*"],
            "\"n\":") => _hub = hub;

    public override int OpenConnections => _hub.OpenConnections;

    public override IReadOnlyList<string> Asks => [.. _hub.ActiveSubscriptions.Where(static name => name is not Own)];

    public override IReadOnlyList<string> Received => [.. _hub.Received.Where(static packet => packet.StartsWith("42/chat,", StringComparison.Ordinal))];

    protected override Uri Url => _hub.Url;

    protected override string Token => _hub.Token;

    protected override IReadOnlyDictionary<string, string> Settings { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { ["SocketIO:Version"] = "4", ["SocketIO:Namespace"] = Own };

    public static async Task<LoadHub> StartAsync(bool isLiving = false) =>
        new ChatLoadHub(await ChatDemoHub.StartAsync(new ChatDemoHubOptions { Living = isLiving }));

    public override (string Name, string Args) Command(int number) => ("message", $$"""["{{MarkOf(number)}}"]""");

    public override Task KillAsync() => _hub.KillAsync();

    public override Task RestartAsync() => _hub.RestartAsync();

    public override void Abort() => _hub.AbortConnections();

    public override ValueTask DisposeAsync() => _hub.DisposeAsync();

    protected override void Emit(int source, int number)
    {
        var topic = Sources[source].Topic;
        var isOther = topic.StartsWith("/,", StringComparison.Ordinal);
        _hub.Emit(isOther ? Other : Own, isOther ? topic[2..] : topic, $$"""{"n":{{number.ToString(CultureInfo.InvariantCulture)}}}""");
    }

    /// <summary>Every event of one namespace says nothing of another.</summary>
    protected override bool IsOf(string pattern, string topic) => pattern.StartsWith('/') == topic.StartsWith('/');
}
