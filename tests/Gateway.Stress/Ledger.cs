using System.Globalization;

namespace Gateway.Stress;

/// <summary>What a run has checked and counted. Thread-safe.</summary>
internal sealed class Ledger(TextWriter output)
{
    private const int Shown = 50;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Checks that held.</summary>
    public int Passed { get; private set; }

    /// <summary>Checks that did not.</summary>
    public int Failed { get; private set; }

    /// <summary>One named check. Only what failed is printed, with its detail; the first fifty.</summary>
    public bool Check(bool holds, string name, string detail = "")
    {
        lock (_gate)
        {
            if (holds)
            {
                Passed++;
            }
            else if (Failed++ < Shown)
            {
                output.WriteLine($"FAILED {name}{(detail.Length > 0 ? ": " : "")}{detail}");
            }
        }

        return holds;
    }

    /// <summary>Something worth telling that is no check, such as how many deliveries were looked at.</summary>
    public void Count(string what, long by = 1)
    {
        lock (_gate)
        {
            _counts[what] = _counts.GetValueOrDefault(what) + by;
        }
    }

    public long Counted(string what)
    {
        lock (_gate)
        {
            return _counts.GetValueOrDefault(what);
        }
    }

    /// <summary>A line for whoever watches.</summary>
    public void Say(string line)
    {
        lock (_gate)
        {
            output.WriteLine(line);
        }
    }

    /// <summary>What was counted, and as the last line <c>N passed, N failed</c>.</summary>
    public void Close()
    {
        lock (_gate)
        {
            foreach (var (what, count) in _counts)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {count:#,0}"));
            }

            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Passed} passed, {Failed} failed"));
        }
    }
}
