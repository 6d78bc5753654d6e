using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Upstreams.Homey;
using Gateway.Upstreams.SocketIO;
using Xunit.Abstractions;

namespace Gateway.Tests.Upstreams.Homey;

public sealed class HomeyEventLineTests(ITestOutputHelper output)
{
    private const int Events = 5_000;

    [Fact]
    public void EventLine_OneCapability_AllocatesNoMoreThanItsEventAndItsPlace()
    {
        var index = new TopicIndex();
        var stream = new HubStream("homey", new HubStreamOptions(HistoryEvents: 1024), TimeProvider.System, index.Deliver);
        var feed = new HomeyFeed(stream);

        // Until the history is full the pool still grows; what follows is the steady state.
        Read(feed);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(feed);
        var perEvent = (GC.GetAllocatedBytesForCurrentThread() - before) / Events;

        output.WriteLine($"{perEvent} bytes per event");
        stream.Cursor.Sequence.ShouldBe(2 * Events);
        perEvent.ShouldBeLessThanOrEqualTo(256);
    }

    private static void Read(HomeyFeed feed)
    {
        for (var count = 0; count < Events; count++)
        {
            var received = new SocketIOEvent
            {
                Namespace = "/api"u8,
                Name = "homey:device:3f1c0a52-0001-4d8e-9b61-5a0c27d1e001"u8,
                Count = 2,
                First = "\"capability\""u8,
                Rest = """{"capabilityId":"dim","value":0.42,"transactionId":"x9","transactionTime":1735689600123}"""u8,
            };
            using (feed.Stream.Enter())
            {
                if (HomeyEvent.TryRead(received, out var read))
                {
                    feed.Add(read);
                }
            }
        }
    }
}
