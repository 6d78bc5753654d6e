namespace Gateway.Settings;

/// <summary>The saved hubs as a part of the configuration, weaker than every other. One that stands elsewhere too is left out as a whole, so that no two entries mix.</summary>
/// <param name="file">Where they are kept; null: in memory only.</param>
internal sealed class HubSettingsSource(string? file) : ConfigurationProvider, IConfigurationSource
{
    private readonly Lock _gate = new();

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>Where a hub of the configuration was added on the page, for people; null: it stands elsewhere, or nowhere.</summary>
    public static string? PlaceOf(IConfiguration configuration, string hub) =>
        (configuration as IConfigurationRoot)?.Providers.OfType<HubSettingsSource>().FirstOrDefault(source => source.TryGet($"{HubEntry.Section}:{hub}:Kind", out _))?.Place;

    private string Place => file ?? "memory";

    /// <summary>Shows these hubs from now on; who listens to the configuration is told where that is something else than before.</summary>
    /// <param name="hubs">Asked for one at a time, so that of two changes at once the later one is what stays.</param>
    public void Show(Func<IEnumerable<HubEntry>> hubs)
    {
        lock (_gate)
        {
            var data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
            foreach (var (key, value) in hubs().SelectMany(static hub => hub.Settings))
            {
                data[key] = value;
            }

            if (data.Count == Data.Count && data.All(row => Data.TryGetValue(row.Key, out var value) && string.Equals(value, row.Value, StringComparison.Ordinal)))
            {
                return;
            }

            Data = data;
        }

        OnReload();
    }
}
