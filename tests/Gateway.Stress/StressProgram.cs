using Gateway.Stress.Chaos;
using Gateway.Stress.Fuzzing;
using Gateway.Stress.Load;
using Gateway.Stress.Sizing;
using Gateway.Stress.Soaking;

namespace Gateway.Stress;

/// <summary>The command line of the long runs.</summary>
internal static class StressProgram
{
    private static readonly SortedDictionary<string, (string Summary, Func<RunOptions, Ledger, Task> RunAsync)> Runs = new(StringComparer.Ordinal)
    {
        ["stress"] = (StressRun.Summary, StressRun.RunAsync),
        ["chaos"] = (ChaosRun.Summary, ChaosRun.RunAsync),
        ["fuzz"] = (FuzzRun.Summary, FuzzRun.RunAsync),
        ["sizes"] = (SizesRun.Summary, SizesRun.RunAsync),
        ["soak"] = (SoakRun.Summary, SoakRun.RunAsync),
    };

    /// <summary>Returns the exit code: 0 when something was checked and all of it held, 1 when not, 2 for a wrong command line.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        if (args.Count == 0 || !Runs.TryGetValue(args[0], out var run))
        {
            await error.WriteLineAsync("Usage: dotnet run -c Release --project tests/Gateway.Stress -- <name> [--seed N] [--minutes M] [--seconds S]");
            foreach (var (name, row) in Runs)
            {
                await error.WriteLineAsync($"  {name,-8} {row.Summary}");
            }

            return 2;
        }

        if (RunOptions.Parse([.. args.Skip(1)], out var fault) is not { } options)
        {
            await error.WriteLineAsync(fault);
            return 2;
        }

        var ledger = new Ledger(output);
        ledger.Say($"{args[0]} --seed {options.Seed}");
        try
        {
            await run.RunAsync(options, ledger);
        }
        catch (Exception exception)
        {
            // The last line must come, and say that it failed.
            ledger.Check(false, $"{args[0]} runs to its end", exception.ToString());
        }

        ledger.Close();
        return ledger.Failed == 0 && ledger.Passed > 0 ? 0 : 1;
    }
}
