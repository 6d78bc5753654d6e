namespace Gateway.Configuration;

/// <summary>Every mistake found while reading the configuration, each naming the key, the fault and the allowed values.</summary>
internal sealed class ConfigurationFaults
{
    private readonly List<string> _faults = [];

    public IReadOnlyList<string> All => _faults;

    public bool Any => _faults.Count > 0;

    /// <summary>Notes a mistake, once.</summary>
    /// <param name="key">The key as written in the environment-free form, <c>Gateway:Hubs:home:Url</c>.</param>
    /// <param name="fault">What is wrong, and what is allowed.</param>
    public void Add(string key, string fault) => Note($"{key}: {fault}");

    /// <summary>Takes the mistakes of another list over.</summary>
    /// <param name="others">The list.</param>
    /// <param name="remark">What is to be said after each.</param>
    public void AddAll(ConfigurationFaults others, string remark = "")
    {
        foreach (var line in others._faults)
        {
            Note(line + remark);
        }
    }

    public override string ToString() =>
        $"The configuration has {_faults.Count} {(_faults.Count == 1 ? "mistake" : "mistakes")}:{Environment.NewLine}"
        + string.Join(Environment.NewLine, _faults.Select(static fault => $"  - {fault}"));

    private void Note(string line)
    {
        if (!_faults.Contains(line, StringComparer.Ordinal))
        {
            _faults.Add(line);
        }
    }
}
