using System.Globalization;
using Gateway.Stress.Fuzzing.Codecs;

namespace Gateway.Stress.Fuzzing;

/// <summary>
/// Gives every reader of foreign bytes generated and mutated inputs. <c>--inputs N</c> (default 50,000) for each codec, <c>--only codec</c>,
/// <c>--at i</c> replays input i of a seed, <c>--threads N</c> (default: one for each core).
/// </summary>
internal sealed class FuzzRun : IRun
{
    private const int Inputs = 50_000;

    /// <summary>Of processor time, for the run may have to share the machine; a thread that waits for nothing has ten times as long by the clock.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    public static string Summary => "generated and mutated inputs for every codec [--inputs N] [--only codec] [--at i] [--threads N]";

    public static async Task RunAsync(RunOptions options, Ledger ledger)
    {
        var only = options.Rest.GetValueOrDefault("only");
        var codecs = FuzzCodecs.All().Where(codec => only is null || string.Equals(codec.Name, only, StringComparison.Ordinal)).ToArray();
        if (!ledger.Check(codecs.Length > 0, $"there is a codec '{only}'", string.Join(", ", FuzzCodecs.All().Select(static codec => codec.Name))))
        {
            return;
        }

        var inputs = options.Number("inputs", Inputs);
        int? at = options.Rest.ContainsKey("at") ? options.Number("at", 0) : null;
        ledger.Say($"{"codec",-34}{"inputs",12}{"accepted",12}{"refused",12}{"seconds",10}{"most bytes",14}");
        var waiting = new Queue<FuzzCodec>(codecs);
        var turns = new List<FuzzTurn>();
        var seen = new Dictionary<FuzzTurn, (long Index, TimeSpan Used)>();
        for (var running = 0; running < options.Number("threads", Environment.ProcessorCount) || turns.Exists(static turn => turn.IsRunning);)
        {
            turns.RemoveAll(static turn => !turn.IsRunning);
            while (turns.Count < options.Number("threads", Environment.ProcessorCount) && waiting.TryDequeue(out var codec))
            {
                turns.Add(FuzzTurn.Start(codec, options.Seed, inputs, at, ledger));
            }

            if (turns.Count == 0)
            {
                return;
            }

            await Task.Delay(Look, TimeProvider.System, CancellationToken.None);
            if (turns.Find(turn => IsHung(turn, seen, turns.Count)) is { } hung)
            {
                // A thread cannot be ended from outside, so the run ends with it.
                ledger.Check(holds: false, $"{hung.Codec.Name}: no input takes longer than {Longest.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s", hung.Describe(hung.Current.Index));
                return;
            }
        }
    }

    /// <summary>Whether one input has been read for too long. What the process has used meanwhile is at most so many threads' share.</summary>
    private static bool IsHung(FuzzTurn turn, Dictionary<FuzzTurn, (long Index, TimeSpan Used)> seen, int threads)
    {
        var (index, elapsed) = turn.Current;
        var used = Environment.CpuUsage.TotalTime;
        if (!seen.TryGetValue(turn, out var first) || first.Index != index)
        {
            seen[turn] = first = (index, used);
        }

        return turn.IsRunning && elapsed > Longest && ((used - first.Used) / threads > Longest || elapsed > 10 * Longest);
    }
}
