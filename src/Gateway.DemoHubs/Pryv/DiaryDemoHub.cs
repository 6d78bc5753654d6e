using Gateway.DemoHubs.SocketIO;
using Gateway.DemoHubs.SocketIO.Engine;

namespace Gateway.DemoHubs.Pryv;

/// <summary>
/// A Pryv account on loopback, as strict as Open Pryv.io 2.0.0-pre.4 on its sockets: WebSocket only, Socket.IO 4 which still takes EIO3. All members may
/// be used from any thread.
/// </summary>
public sealed partial class DiaryDemoHub : SocketIODemoHub
{
    private readonly DiaryDemoHubOptions _options;

    private DiaryDemoHub(DiaryDemoHubOptions options)
        : base(options, new EngineOptions { Generation = ServerGeneration.V4WithEio3, Polling = false }, server => new DiaryHub(server, options)) =>
        _options = options;

    public string User => _options.User;

    /// <summary>The keys of scoped notifications, of all connections.</summary>
    public override IReadOnlyList<string> ActiveSubscriptions => Locked(() => Diary.Scopes.Keys.ToArray());

    private DiaryHub Diary => (DiaryHub)Server.Hub;

    public static async Task<DiaryDemoHub> StartAsync(DiaryDemoHubOptions? options = null, CancellationToken cancellationToken = default)
    {
        var hub = new DiaryDemoHub(options ?? new DiaryDemoHubOptions());
        await hub.ListenAsync(cancellationToken);
        return hub;
    }
}
