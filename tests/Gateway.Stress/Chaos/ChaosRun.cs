using System.Globalization;
using Gateway.Stress.Chaos.Scenarios;

namespace Gateway.Stress.Chaos;

/// <summary>
/// Does to hubs what goes wrong with hubs, one case after the other and a few at a time, and checks after each that all is as it should be.
/// <c>--only part-of-a-name</c> picks cases, <c>--cases N</c> so many of them, <c>--repeat N</c> walks them with N seeds, <c>--parallel N</c> (default 8) at a time.
/// </summary>
internal sealed class ChaosRun : IRun
{
    private const int Parallel = 8;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    public static string Summary => "kills, freezes, refuses, floods, and checks that everything heals [--only part-of-a-name] [--cases N] [--repeat N] [--parallel N]";

    public static async Task RunAsync(RunOptions options, Ledger ledger)
    {
        // The product's own lines would hide the run's; they are kept and looked at all the same.
        Environment.SetEnvironmentVariable("Logging__Console__LogLevel__Default", "None");
        var only = options.Rest.GetValueOrDefault("only", "");
        var cases = ChaosCases.All.Where(chaos => chaos.Name.Contains(only, StringComparison.Ordinal)).ToArray();
        ledger.Check(cases.Length > 0, $"there is a case whose name has '{only}'");
        for (var round = 0; round < options.Number("repeat", 1); round++)
        {
            var seed = options.Seed + round;
            ledger.Say(string.Create(CultureInfo.InvariantCulture, $"{Math.Min(cases.Length, options.Number("cases", cases.Length))} cases, seed {seed}"));
            var order = new Random(seed);
            var shuffled = (ChaosCase[])cases.Clone();
            order.Shuffle(shuffled);

            // So many, one of each scenario before a second of any.
            shuffled = [.. shuffled.GroupBy(static chaos => chaos.Name.Split('/')[1], StringComparer.Ordinal).SelectMany(static same => same.Select(static (chaos, turn) => (chaos, turn)))
                .OrderBy(static place => place.turn).Select(static place => place.chaos).Take(options.Number("cases", cases.Length))];
            using var places = new SemaphoreSlim(options.Number("parallel", Parallel));
            await Task.WhenAll(shuffled.Select(chaos => PlayAsync(chaos, seed, places, ledger)));
        }
    }

    private static async Task PlayAsync(ChaosCase chaos, int seed, SemaphoreSlim places, Ledger ledger)
    {
        await places.WaitAsync();
        try
        {
            var started = TimeProvider.System.GetTimestamp();
            try
            {
                await PlayAsync(chaos, seed, ledger).WaitAsync(Longest);
            }
            catch (Exception exception)
            {
                ledger.Check(holds: false, $"{chaos.Name}: runs to its end", exception.ToString());
            }

            ledger.Count("cases");
            var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
            ledger.Say(string.Create(CultureInfo.InvariantCulture, $"{seconds,5:0.0} s  {chaos.Name}"));
        }
        finally
        {
            places.Release();
        }
    }

    private static async Task PlayAsync(ChaosCase chaos, int seed, Ledger ledger)
    {
        // A case's chances are its own, so that it can be walked alone: the text's hash code is another in every process.
        var random = new Random(chaos.Name.Aggregate(seed, static (sum, letter) => unchecked((sum * 31) + letter)));
        await using var stage = await Stage.OpenAsync(chaos, random, ledger);
        await chaos.PlayAsync(stage);
        await stage.SettleAsync();
    }
}
