using Gateway.Events;
using Gateway.Upstreams.GenericSocketIO;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Tests.Upstreams.SocketIO;

public sealed class GenericSocketIOFeedTests
{
    [Fact]
    public void Add_OneLargeList_ItsMemoryIsLetGo()
    {
        var feed = new GenericSocketIOFeed(new HubStream("home", new HubStreamOptions(), TimeProvider.System, static _ => { }), "/");
        var large = new byte[2 << 20];
        large.AsSpan().Fill((byte)'1');
        Add(feed, "12"u8);
        var small = Allocated(() => Add(feed, "12"u8));
        Add(feed, large);

        var again = Allocated(() => Add(feed, large));

        // A buffer that is kept takes the second list without another.
        again.ShouldBeGreaterThan(large.Length);
        small.ShouldBeLessThan(2_000);
        feed.Dropped.ShouldBe(4);
    }

    private static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Its name is too long for a topic, so that nothing else keeps it.</summary>
    private static void Add(GenericSocketIOFeed feed, ReadOnlySpan<byte> all) =>
        feed.Add(new SocketIOEvent { Namespace = "/"u8, Name = new byte[1_000], Count = 2, First = "1"u8, Rest = "2"u8, All = all });
}
