using Gateway.Commands;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Commands;

public sealed class TokenBucketTests
{
    private readonly FakeTime _time = new();

    [Theory]
    [InlineData(20, 40)]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(100_000, 100_000)]
    public void Take_AtOnce_GivesTheBurstAndNoMore(int perSecond, int burst)
    {
        var bucket = new TokenBucket(perSecond, burst, _time);

        TakeAll(bucket).ShouldBe(burst);
    }

    [Fact]
    public void Take_Empty_TellsWhenTheNextComesAndItDoes()
    {
        var bucket = new TokenBucket(perSecond: 20, burst: 40, _time);
        TakeAll(bucket);

        var wait = bucket.Take().ShouldNotBeNull();
        wait.ShouldBe(TimeSpan.FromMilliseconds(50));
        _time.Advance(wait - TimeSpan.FromTicks(1));
        bucket.Take().ShouldBe(TimeSpan.FromTicks(1));
        _time.Advance(TimeSpan.FromTicks(1));
        TakeAll(bucket).ShouldBe(1);
    }

    [Fact]
    public void Take_OverMinutes_GivesTheRateAndNotMore()
    {
        var bucket = new TokenBucket(perSecond: 20, burst: 40, _time);
        var taken = 0;
        for (var step = 0; step < 6_000; step++)
        {
            taken += TakeAll(bucket);
            _time.Advance(TimeSpan.FromMilliseconds(10));
        }

        taken.ShouldBeInRange(40 + (20 * 60) - 2, 40 + (20 * 60));
    }

    [Fact]
    public void Take_AfterALongRest_GivesOneBurst()
    {
        var bucket = new TokenBucket(perSecond: 20, burst: 40, _time);
        TakeAll(bucket);
        _time.Advance(TimeSpan.FromDays(100));

        bucket.IsFull.ShouldBeTrue();
        TakeAll(bucket).ShouldBe(40);
        bucket.IsFull.ShouldBeFalse();
    }

    [Fact]
    public async Task Take_FromManyThreads_GivesTheBurst()
    {
        var bucket = new TokenBucket(perSecond: 1, burst: 1_000, _time);
        var taken = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Interlocked.Add(ref taken, TakeAll(bucket))))).Soon();

        taken.ShouldBe(1_000);
    }

    [Fact]
    public void Take_LeavingSome_StopsThere()
    {
        var bucket = new TokenBucket(perSecond: 10, burst: 10, _time);
        while (bucket.Take(leave: 4) is null)
        {
        }

        bucket.Available.ShouldBe(4);
        bucket.Take(leave: 4).ShouldBe(TimeSpan.FromMilliseconds(100));
        TakeAll(bucket).ShouldBe(4);
        bucket.UntilOne.ShouldBe(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void Take_Overdrawn_IsPaidBackFirst()
    {
        var bucket = new TokenBucket(perSecond: 10, burst: 10, _time);
        TakeAll(bucket);

        bucket.Take(leave: -1).ShouldBeNull();
        bucket.Take(leave: -1).ShouldBe(TimeSpan.FromMilliseconds(100));
        bucket.Available.ShouldBe(-1);
        bucket.Take().ShouldBe(TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public void Spend_NeverOverdraws()
    {
        var bucket = new TokenBucket(perSecond: 10, burst: 3, _time);
        for (var count = 0; count < 100; count++)
        {
            bucket.Spend();
        }

        bucket.Available.ShouldBe(0);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        bucket.UntilOne.ShouldBeNull();
    }

    [Fact]
    public void Reshape_KeepsWhatWasTakenAndGoesOnAtTheNewRate()
    {
        var bucket = new TokenBucket(perSecond: 10, burst: 10, _time);
        for (var count = 0; count < 4; count++)
        {
            bucket.Take().ShouldBeNull();
        }

        bucket.Reshape(5, 10);
        bucket.Available.ShouldBe(6);
        _time.Advance(TimeSpan.FromSeconds(0.4));
        bucket.Available.ShouldBe(8);
        bucket.Reshape(10, 1);
        bucket.Available.ShouldBe(0);
        bucket.Reshape(10, 10);
        bucket.Available.ShouldBe(9);
    }

    private static int TakeAll(TokenBucket bucket)
    {
        var taken = 0;
        while (bucket.Take() is null)
        {
            taken++;
        }

        return taken;
    }
}
