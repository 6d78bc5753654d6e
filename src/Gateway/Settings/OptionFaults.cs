namespace Gateway.Settings;

/// <summary>What is wrong with what a form says, by option; free of secrets.</summary>
internal sealed class OptionFaults
{
    private readonly SortedDictionary<string, List<string>> _faults = new(StringComparer.Ordinal);

    public bool Any => _faults.Count > 0;

    public IReadOnlyDictionary<string, string[]> All => _faults.ToDictionary(static row => row.Key, static row => row.Value.ToArray(), StringComparer.Ordinal);

    public void Add(string option, string fault)
    {
        if (!_faults.TryGetValue(option, out var list))
        {
            _faults[option] = list = [];
        }

        list.Add(fault);
    }
}
