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
