using Gateway.Tests.Fakes;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Tests.Upstreams.SocketIO;

public sealed class SocketIOPaceTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public void IsFull_ManyAtOnce_UntilTheServerHasReadThem_AnsweredOrNot()
    {
        var pace = new SocketIOPace(3, _time);
        Write(pace, 3);
        pace.IsFull(unanswered: 3).ShouldBeTrue();
        pace.IsFull(unanswered: 2).ShouldBeFalse("one was answered");

        _time.Advance(SocketIOPace.ReadByThen + TimeSpan.FromMilliseconds(1));
        pace.IsFull(unanswered: 3).ShouldBeFalse("a server that never answers must not hold up others");
        Write(pace, 2);
        pace.IsFull(unanswered: 5).ShouldBeFalse();
        Write(pace, 1);
        pace.IsFull(unanswered: 6).ShouldBeTrue();
    }

    private static void Write(SocketIOPace pace, int packets)
    {
        for (var number = 0; number < packets; number++)
        {
            pace.Wrote();
        }
    }
}
