using Gateway.Upstreams;

namespace Gateway.Tests.Upstreams;

public sealed class BackoffTests
{
    private static readonly double[] Ceilings = [1, 2, 4, 8, 16, 32, 60, 60, 60];

    [Fact]
    public void Next_EachFailure_StaysBelowACeilingThatDoublesToSixtySeconds()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var backoff = new Backoff(new Random(seed));
            foreach (var ceiling in Ceilings)
            {
                backoff.Next().TotalSeconds.ShouldBeInRange(0, ceiling);
            }
        }
    }

    [Fact]
    public void Next_ManySeeds_SpreadsOverTheWholeRange()
    {
        for (var failures = 0; failures < Ceilings.Length; failures++)
        {
            var waits = Enumerable.Range(0, 400).Select(seed => WaitAfter(failures, seed).TotalSeconds / Ceilings[failures]).ToArray();

            waits.Min().ShouldBeLessThan(0.05);
            waits.Max().ShouldBeGreaterThan(0.95);
            waits.Average().ShouldBeInRange(0.4, 0.6);
        }
    }

    [Fact]
    public void Next_AfterReset_StartsSmallAgain()
    {
        var waits = Enumerable.Range(0, 200).Select(static seed =>
        {
            var backoff = new Backoff(new Random(seed));
            for (var i = 0; i < 10; i++)
            {
                backoff.Next();
            }

            backoff.Reset();
            return (First: backoff.Next(), Second: backoff.Next());
        }).ToArray();

        waits.Max(static wait => wait.First).ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(1));
        waits.Max(static wait => wait.Second).ShouldBeInRange(TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void Next_AfterThousandsOfFailures_StillHasTheSameCeiling()
    {
        var backoff = new Backoff(new Random(7), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(20));

        var waits = Enumerable.Range(0, 5_000).Select(_ => backoff.Next().TotalSeconds).ToArray();

        waits.ShouldAllBe(static wait => wait >= 0 && wait <= 20);
        waits[^1_000..].Max().ShouldBeGreaterThan(19);
    }

    private static TimeSpan WaitAfter(int failures, int seed)
    {
        var backoff = new Backoff(new Random(seed * 31));
        for (var i = 0; i < failures; i++)
        {
            backoff.Next();
        }

        return backoff.Next();
    }
}
