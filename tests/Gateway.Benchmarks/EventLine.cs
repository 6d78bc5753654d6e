using System.Buffers;
using System.Text;
using Gateway.Configuration;
using Gateway.Delivery;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Upstreams;
using Gateway.Upstreams.HomeAssistant;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Benchmarks;

/// <summary>The event line of one hub as the product builds it, between the frame and the clients' wires; no sockets.</summary>
internal sealed class EventLine
{
    private const long SubscriptionId = 3;
    private readonly HomeAssistantReader _reader;
    private readonly TopicIndex _index = new();
    private readonly HubStream _stream;

    public EventLine()
    {
        _stream = new HubStream("home", new HubStreamOptions(), TimeProvider.System, _index.Deliver);
        var outbox = new HomeAssistantOutbox(null!, SubscriptionId, TimeProvider.System);
        outbox.Routes[SubscriptionId] = new HomeAssistantRoute(HomeAssistantRouteKind.TypedEvents, "events:state_changed") { Id = SubscriptionId };
        _reader = new HomeAssistantReader(new HomeAssistantFeed(_stream), outbox, new TokenRedaction(new Secret("a-token-of-no-use")), new HomeAssistantSessionLog(NullLogger.Instance, "home"));
    }

    /// <summary>A state_changed frame of one kilobyte, shaped as captured from Home Assistant 2023.11.3.</summary>
    public static byte[] Frame { get; } = MakeFrame();

    public void Read(ReadOnlySpan<byte> frame) => _reader.Read(frame);

    /// <summary>Adds a client that asked for <c>state_changed</c>; answers its pump, running.</summary>
    public Task AddClient(ClientQueue queue, IClientWire wire)
    {
        var pattern = new TopicPattern(nameof(HomeAssistantTopicFamily.Events), "state_changed");
        var topic = _stream.Family(pattern.Family).GetByText(pattern.Prefix);
        using (_stream.Enter())
        {
            _index.Add(pattern, new Interest(queue, TimeSpan.Zero), topic);
        }

        return new ClientPump(queue, wire).RunAsync(CancellationToken.None);
    }

    private static byte[] MakeFrame()
    {
        const string Old = """{"entity_id":"light.den_light","state":"off","attributes":{"supported_color_modes":["brightness"],"color_mode":null,"brightness":null,"friendly_name":"Den Light","supported_features":0},"last_changed":"2026-11-21T02:00:11.182153+00:00","last_updated":"2026-11-21T02:00:11.182153+00:00","context":{"id":"01M7XXA85E3HG3CH0AY9AKRJE1","parent_id":null,"user_id":null}}""";
        const string New = """{"entity_id":"light.den_light","state":"on","attributes":{"supported_color_modes":["brightness"],"color_mode":"brightness","brightness":128,"friendly_name":"Den Light","supported_features":0},"last_changed":"2026-11-21T02:06:07.574667+00:00","last_updated":"2026-11-21T02:06:07.574667+00:00","context":{"id":"01M7XXN45N1JYZ8WN7F9AP1NGQ","parent_id":null,"user_id":null}}""";
        return Encoding.UTF8.GetBytes(
            $$$"""{"type":"event","event":{"event_type":"state_changed","data":{"entity_id":"light.den_light","old_state":{{{Old}}},"new_state":{{{New}}}},"origin":"LOCAL","time_fired":"2026-11-21T02:06:07.574667+00:00","context":{"id":"01M7XXN45N1JYZ8WN7F9AP1NGQ","parent_id":null,"user_id":null}},"id":3}""");
    }
}

/// <summary>Counts down when a client's bytes reach its transport.</summary>
internal sealed class CountingWire(Arrivals arrivals) : IClientWire
{
    public void Frame(IBufferWriter<byte> output, in Outgoing outgoing) => output.Write(outgoing.Message.Record.Span);

    public ValueTask WriteAsync(Memory<byte> messages, CancellationToken cancellationToken)
    {
        arrivals.Count();
        return ValueTask.CompletedTask;
    }
}
