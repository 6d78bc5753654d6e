using System.Text;
using Gateway.Configuration;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Upstreams;
using Gateway.Upstreams.HomeAssistant;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Upstreams.HomeAssistant;

public sealed class EventLineAllocationTests
{
    private const int Events = 5_000;

    [Fact]
    public void EventLine_OneKilobyteEvent_AllocatesAtMostAKilobyte()
    {
        var index = new TopicIndex();
        var stream = new HubStream("home", new HubStreamOptions(HistoryEvents: 1024), TimeProvider.System, index.Deliver);
        var outbox = new HomeAssistantOutbox(null!, lastId: 3, TimeProvider.System);
        outbox.Routes[3] = new HomeAssistantRoute(HomeAssistantRouteKind.TypedEvents, "events:state_changed") { Id = 3 };
        var reader = new HomeAssistantReader(new HomeAssistantFeed(stream), outbox, new TokenRedaction(new Secret("a-token-of-no-use")), new HomeAssistantSessionLog(NullLogger.Instance, "home"));
        var frame = Encoding.UTF8.GetBytes(
            $$"""{"type":"event","event":{"event_type":"state_changed","data":{"entity_id":"light.hall","note":"{{new string('x', 800)}}"},"origin":"LOCAL","time_fired":"2026-11-21T02:06:07.574667+00:00"},"id":3}""");

        // Until the history is full the pool still grows; what follows is the steady state.
        Read(reader, frame);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(reader, frame);
        var perEvent = (GC.GetAllocatedBytesForCurrentThread() - before) / Events;

        stream.Cursor.Sequence.ShouldBe(2 * Events);
        perEvent.ShouldBeLessThanOrEqualTo(1024);
    }

    private static void Read(HomeAssistantReader reader, byte[] frame)
    {
        for (var i = 0; i < Events; i++)
        {
            reader.Read(frame);
        }
    }
}
