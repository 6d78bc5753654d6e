using System.Text.Json.Nodes;
using Gateway.DemoHubs.Homey.Api;
using Gateway.DemoHubs.Homey.Home;
using Gateway.DemoHubs.SocketIO;
using Gateway.DemoHubs.SocketIO.Engine;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.Homey;

/// <summary>
/// A Homey on loopback: Socket.IO 2 over WebSocket alone, and its HTTP API. Commands go by the name of their event, or for <c>api</c> calls and HTTP by
/// their operation, such as <c>setCapabilityValue</c>. Built from documentation and the official client; no Homey was watched.
/// </summary>
public sealed class HomeyDemoHub : SocketIODemoHub
{
    private readonly HomeyApplication _application;
    private readonly string _namespace;

    private HomeyDemoHub(HomeyDemoHubOptions options)
        : base(options, new EngineOptions { Generation = ServerGeneration.V2, Polling = false }, server => new HomeyApplication(server, options))
    {
        _application = (HomeyApplication)Server.Hub;
        _namespace = options.Namespace;
        HomeyId = options.HomeyId;
    }

    public string HomeyId { get; }

    /// <summary>URIs of all connections; one which two of them hold stands here twice.</summary>
    public override IReadOnlyList<string> ActiveSubscriptions =>
        Locked(() => Server.Connections.SelectMany(HomeyApplication.SubscriptionsOf).ToArray());

    /// <summary>Ids of the flows that ran, in order, once for each run.</summary>
    public IReadOnlyList<string> TriggeredFlows => Locked(() => _application.Home.Triggered.ToArray());

    public IReadOnlyList<string> DeviceIds => Locked(() => _application.Home.Devices.All.Select(HomeyItems.IdOf).ToArray());

    public static async Task<HomeyDemoHub> StartAsync(HomeyDemoHubOptions? options = null, CancellationToken cancellationToken = default)
    {
        var hub = new HomeyDemoHub(options ?? new HomeyDemoHubOptions());
        await hub.ListenAsync(cancellationToken);
        return hub;
    }

    /// <summary>Every handshake gets that JSON as its error: a text, <c>{"statusCode":401}</c>, <c>{"code":401}</c>, …</summary>
    public void RefuseHandshake(string error) => Locked(() => _application.Faults.Handshake = error);

    public void AllowHandshake() => Locked(() => _application.Faults.Handshake = null);

    /// <summary>Discovery is answered 403 with that error, such as <c>Subscription Inactive</c>; null: as usual.</summary>
    public void RefuseDiscovery(string? error) => Locked(() => _application.Faults.Discovery = error);

    /// <summary>The JSON of the error. Who is subscribed stays so.</summary>
    public void RefuseSubscription(string uri, string error = "\"timeout\"") => Locked(() => _application.Faults.Subscriptions[uri] = error);

    public void AllowSubscription(string uri) => Locked(() => _application.Faults.Subscriptions.Remove(uri));

    /// <summary>For both doors; the operation is not executed.</summary>
    public void RefuseOperation(string operation, int status, string error, string description) =>
        Locked(() => _application.Faults.Operations[operation] = HomeyAnswer.Fail(status, error, description));

    public void AllowOperation(string operation) => Locked(() => _application.Faults.Operations.Remove(operation));

    /// <summary>Everyone is put out of the namespace while the transport stays: the handshake is gone.</summary>
    public void KickNamespace() => KickNamespace(_namespace);

    /// <summary><paramref name="capabilities"/> is an object of values, such as <c>{"onoff":false}</c>. Its id.</summary>
    public string AddDevice(string name, string deviceClass, string capabilities, string? id = null)
    {
        id ??= Guid.NewGuid().ToString();
        Locked(() => _application.Home.Devices.Add(HomeSeed.Device(id, name, deviceClass, zone: null, capabilities)));
        return id;
    }

    public bool RemoveDevice(string id) => Locked(() => _application.Home.Devices.Remove(id));

    /// <summary>Changes members of the device itself, such as <c>name</c> or <c>available</c>.</summary>
    public void UpdateDevice(string id, string member, JsonNode? value) => Locked(() => _application.Home.Devices.Update(id, (member, value)));

    public void SetCapability(string deviceId, string capabilityId, JsonNode? value, string? transactionId = null) =>
        Locked(() => _application.Home.SetCapability(deviceId, capabilityId, value, transactionId));

    /// <summary>JSON of the value; null where there is no such capability.</summary>
    public string? Capability(string deviceId, string capabilityId) => Locked(() =>
        _application.Home.Capability(deviceId, capabilityId) is { } capability ? WireJson.Text(capability["value"]) : null);

    /// <summary>Any event on any URI, to those who subscribed it; each JSON text is one argument.</summary>
    public void Emit(string uri, string eventName, params string[] items) => Locked(() => _application.Home.Emit(uri, eventName, items));

    /// <summary>Events <c>flood</c> {i, pad} on that URI, as fast as clients which read take them; one which does not read is cut off.</summary>
    public Task FloodAsync(string uri, int count, int bytesPerEvent)
    {
        var padding = WireJson.Quote(new string('x', Math.Max(0, bytesPerEvent)));
        return FloodAsync(count, index => _application.Home.Emit(uri, "flood", $$"""{"i":{{index}},"pad":{{padding}}}"""));
    }
}
