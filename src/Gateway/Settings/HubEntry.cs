namespace Gateway.Settings;

/// <summary>A hub's entry as it is saved: names as in the configuration below the entry, nested by colons, with a text each. Immutable.</summary>
/// <param name="Hub">The hub's id.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Options">What may be shown.</param>
/// <param name="Secrets">What may not; encrypted in the file.</param>
internal sealed record HubEntry(string Hub, string Kind, IReadOnlyDictionary<string, string> Options, IReadOnlyDictionary<string, string> Secrets)
{
    public const string Section = "Gateway:Hubs";

    /// <summary>As configuration keys and values.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings =>
        [new(Key("Kind"), Kind), .. Options.Concat(Secrets).Select(row => KeyValuePair.Create(Key(row.Key), (string?)row.Value))];

    private string Key(string name) => $"{Section}:{Hub}:{name}";
}
