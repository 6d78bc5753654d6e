namespace Gateway.Stress.Load.Oracle;

/// <summary>What the oracle has found wrong with one client, by rule; told to the ledger at once.</summary>
internal sealed class Verdicts(Ledger ledger, string client)
{
    private readonly int[] _faults = new int[Enum.GetValues<Rule>().Length];
    private readonly int[] _asked = new int[Enum.GetValues<Rule>().Length];

    public string Client => client;

    public int Faults => _faults.Sum();

    /// <summary>A rule was put to the test.</summary>
    public bool Demand(bool holds, Rule rule, Func<string> detail)
    {
        Interlocked.Increment(ref _asked[(int)rule]);
        if (!holds)
        {
            Interlocked.Increment(ref _faults[(int)rule]);
            ledger.Check(false, rule.ToString(), $"{client}: {detail()}");
        }

        return holds;
    }

    /// <summary>How often a rule was put to the test, as the ledger counts it.</summary>
    public static string CountOf(Rule rule) => $"rule {rule}";

    /// <summary>One check for each rule that was put to the test and never broken.</summary>
    public void Close()
    {
        foreach (var rule in Enum.GetValues<Rule>().Where(rule => _asked[(int)rule] > 0))
        {
            ledger.Count(CountOf(rule), _asked[(int)rule]);
            if (_faults[(int)rule] == 0)
            {
                ledger.Check(true, rule.ToString());
            }
        }
    }
}
