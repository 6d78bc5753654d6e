using Gateway.Tests.Fakes;
using Gateway.Upstreams;

namespace Gateway.Tests.Upstreams;

public sealed class PendingRepliesTests
{
    [Fact]
    public void TryRemove_KnownId_HandsOutItsOwnWaiterOnce()
    {
        var pending = new PendingReplies<string>();
        pending.Add(3, "three");
        pending.Add(4, "four");

        pending.TryRemove(3, out var waiter).ShouldBeTrue();

        waiter.ShouldBe("three");
        pending.TryRemove(3, out _).ShouldBeFalse();
        pending.Contains(3).ShouldBeFalse();
        pending.Contains(4).ShouldBeTrue();
        pending.Count.ShouldBe(1);
    }

    [Fact]
    public void Add_IdInUse_IsAFault()
    {
        var pending = new PendingReplies<string>();
        pending.Add(1, "first");

        Should.Throw<ArgumentException>(() => pending.Add(1, "second"));

        pending.TryRemove(1, out var waiter).ShouldBeTrue();
        waiter.ShouldBe("first");
    }

    [Fact]
    public void RemoveAll_WithWaiters_HandsOutEachOnce()
    {
        var pending = new PendingReplies<string>();
        pending.Add(1, "one");
        pending.Add(2, "two");

        pending.RemoveAll().ShouldBe(["one", "two"], ignoreOrder: true);

        pending.RemoveAll().ShouldBeEmpty();
        pending.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Waiters_AnswerTimeoutAndLossAtOnce_AreEachHandedOutExactlyOnce()
    {
        const int ids = 20_000;
        var pending = new PendingReplies<object>();
        var taken = 0;
        for (var id = 0; id < ids; id++)
        {
            pending.Add(id, new object());
        }

        void TakeEach()
        {
            for (var id = 0; id < ids; id++)
            {
                if (pending.TryRemove(id, out _))
                {
                    Interlocked.Increment(ref taken);
                }
            }
        }

        await Task.WhenAll(Task.Run(TakeEach), Task.Run(TakeEach), Task.Run(() => Interlocked.Add(ref taken, pending.RemoveAll().Count))).Soon();

        taken.ShouldBe(ids);
    }
}
