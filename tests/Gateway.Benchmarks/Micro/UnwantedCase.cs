using System.Text;
using Gateway.Configuration;
using Gateway.Subscriptions;
using Gateway.Upstreams;
using Gateway.Upstreams.Deconz;
using Gateway.Upstreams.GenericSocketIO;
using Gateway.Upstreams.HomeAssistant;
using Gateway.Upstreams.SocketIO;
using Gateway.Upstreams.SocketIO.Transports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Benchmarks.Micro;

/// <summary>A way in which events arrive that nobody asked for.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Make">A new hub, in which clients hold what they hold; answers what takes in the event of that number.</param>
internal sealed record UnwantedCase(string Name, Func<Task<Action<int>>> Make)
{
    private const long EntitiesId = 3;

    /// <summary>Different frames in turn.</summary>
    private const int Frames = 16;

    public static UnwantedCase[] All { get; } =
    [
        new("Home Assistant: an entity changes, a client holds another", HomeAssistantAsync),
        new("Socket.IO: an event, a client holds another", static () => SocketIOAsync("tick")),
        new("Socket.IO: an event, nobody holds anything", static () => SocketIOAsync()),
        new("deCONZ: a sensor changes, a client holds a light", static () => DeconzAsync(static n => $$$"""{"e":"changed","id":"{{{n % 4}}}","r":"sensors","state":{"lastupdated":"2026-11-21T12:00:{{{10 + n}}}.123","temperature":{{{2000 + n}}}},"t":"event","uniqueid":"00:15:8d:00:02:{{{n % 4:00}}}-01-0402"}""", "lights/1")),
        new("deCONZ: a sensor changes, nobody holds anything", static () => DeconzAsync(static n => $$$"""{"e":"changed","id":"{{{n % 4}}}","r":"sensors","state":{"lastupdated":"2026-11-21T12:00:{{{10 + n}}}.123","temperature":{{{2000 + n}}}},"t":"event","uniqueid":"00:15:8d:00:02:{{{n % 4:00}}}-01-0402"}""")),
        new("deCONZ: a scene is called, a client holds a light", static () => DeconzAsync(static n => $$$"""{"e":"scene-called","gid":"1","r":"scenes","scid":"{{{n % 4}}}","t":"event"}""", "lights/1")),
    ];

    private static async Task<Action<int>> HomeAssistantAsync()
    {
        var options = new HomeAssistantOptions();
        var hub = new BareHub("HomeAssistant", topic => HomeAssistantFeed.Plan(topic, options));
        var outbox = new HomeAssistantOutbox(null!, EntitiesId, TimeProvider.System);
        outbox.Routes[EntitiesId] = new HomeAssistantRoute(HomeAssistantRouteKind.Entities, HomeAssistantTopics.EntitiesKey) { Id = EntitiesId };
        var reader = new HomeAssistantReader(new HomeAssistantFeed(hub.Stream), outbox, new TokenRedaction(new Secret("a-token-that-no-event-has")), new HomeAssistantSessionLog(NullLogger.Instance, "hub"));
        const string Attributes = """{"state_class":"measurement","unit_of_measurement":"°C","device_class":"temperature","friendly_name":"Temperature"}""";
        var states = string.Join(',', Enumerable.Range(0, 4).Select(static n => $$$"""
            "sensor.room_{{{n}}}":{"s":"20.5","a":{{{Attributes}}},"c":"01M7XXA85E3HG3CH0AY9AKRJE1","lc":1700000000.5}
            """));
        reader.Read(Encoding.UTF8.GetBytes($$$$$$"""{"id":{{{{{{EntitiesId}}}}}},"type":"event","event":{"a":{"light.hall":{"s":"on","a":{},"c":"01M7XXA85E3HG3CH0AY9AKRJE1","lc":1700000000.5},{{{{{{states}}}}}}}}}"""));
        await HoldAsync(hub, "entities/light.hall");
        var frames = BytesOf(static n => $$$$$$"""{"id":3,"type":"event","event":{"c":{"sensor.room_{{{{{{n % 4}}}}}}":{"+":{"s":"{{{{{{20 + n}}}}}}.5","lc":17000000{{{{{{10 + n}}}}}}.25,"c":"01M7XXN45N1JYZ8WN7F9AP1NGQ"}}}}}""");
        return number => reader.Read(frames[number % Frames]);
    }

    private static async Task<Action<int>> SocketIOAsync(params string[] held)
    {
        var hub = new BareHub("SocketIO", static topic => GenericSocketIOTopics.Plan(topic, "/"));
        var receiver = new GenericSocketIOReceiver(new GenericSocketIOFeed(hub.Stream, "/"), "/");
        var options = new SocketIOOptions(new Uri("http://127.0.0.1"), new TlsOptions(null, null));
        var inbox = new SocketIOInbox(receiver, new SocketIONamespaces(), null!, new SocketIOSecrets(options), new SocketIOLog(NullLogger.Instance, "hub"));
        var reader = new SocketIOReader(inbox, null!, new EngineRevision(4), options.MaxPacketBytes);
        await HoldAsync(hub, held);
        var packets = BytesOf(static n => $$"""42["message",{"room":"kitchen","from":"anna","number":{{n}},"text":"{{new string('x', 150)}}"}]""")
            .Select(static bytes => new EnginePacket(EnginePacketKind.Text, bytes)).ToArray();
        return number => reader.Read(packets[number % Frames]);
    }

    private static async Task<Action<int>> DeconzAsync(Func<int, string> frame, params string[] held)
    {
        var hub = new BareHub("Deconz", DeconzTopics.Plan);
        var feed = new DeconzFeed(hub.Stream, TimeProvider.System);
        var sensors = string.Join(',', Enumerable.Range(0, 4).Select(static n => $$$"""
            "{{{n}}}":{"name":"Sensor","type":"ZHATemperature","uniqueid":"00:15:8d:00:02:{{{n:00}}}-01-0402","state":{"lastupdated":"2026-11-21T11:00:00.000","temperature":1900},"config":{"on":true,"battery":95}}
            """));
        feed.BeginSession(Encoding.UTF8.GetBytes($$$$"""{"lights":{"1":{"name":"Hall","uniqueid":"00:17:88:01:00:01-0b","state":{"on":true}}},"sensors":{ {{{{sensors}}}} },"groups":{}}"""));
        await HoldAsync(hub, held);
        if (held.Length > 0)
        {
            feed.Watch(DeconzTopics.StateKey);
        }

        var frames = BytesOf(frame);
        return number =>
        {
            if (DeconzFrame.TryRead(frames[number % Frames], out var read, out _))
            {
                feed.Add(read);
            }
        };
    }

    private static async Task HoldAsync(BareHub hub, params string[] topics)
    {
        if (topics.Length > 0)
        {
            var client = BareHub.NewClient();
            await hub.Subscriptions.SubscribeAsync(client, new SubscribeRequest(topics), CancellationToken.None);
            BareHub.Drain(client);
        }
    }

    private static byte[][] BytesOf(Func<int, string> text) => [.. Enumerable.Range(0, Frames).Select(number => Encoding.UTF8.GetBytes(text(number)))];
}
