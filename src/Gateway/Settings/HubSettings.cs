using System.Text.Json;
using Gateway.Configuration;
using Microsoft.Extensions.Primitives;

namespace Gateway.Settings;

/// <summary>The hubs' entries as people see and change them while the gateway runs. Thread-safe.</summary>
internal sealed class HubSettings : IDisposable
{
    private const int MaxId = 64;

    /// <summary>Mistakes that are told at once.</summary>
    private const int MaxTold = 5;

    /// <summary>Stands for the id of a hub that has none yet.</summary>
    private const string Unnamed = "new";

    private readonly IConfiguration _configuration;
    private readonly HubSettingsStore _store;
    private readonly HubSettingsSource _source;
    private readonly HubPlaces _places;
    private readonly IHubKinds _kinds;
    private readonly Pairings _pairings;
    private readonly IDisposable _listening;
    private readonly UnreadableFiles _unreadable = new();
    private volatile string _unreadableFault = "";

    public HubSettings(IConfiguration configuration, HubSettingsStore store, HubSettingsSource source, IHubKinds kinds, Pairings pairings)
    {
        (_configuration, _store, _source, _kinds, _pairings) = (configuration, store, source, kinds, pairings);
        _places = new HubPlaces(configuration, source);
        _store.Changed = Show;
        _unreadable.Watch(configuration, fault => _unreadableFault = fault);

        // What is written elsewhere takes a saved hub's place, and gives it back when it goes.
        _listening = ChangeToken.OnChange(configuration.GetReloadToken, Show);
    }

    /// <summary>Saved hubs that do not count, with the place that does.</summary>
    public IEnumerable<(string Hub, string Place)> Shadowed
    {
        get
        {
            var places = _places.All();
            return [.. _store.All.Where(entry => places.ContainsKey(entry.Hub)).Select(entry => (entry.Hub, places[entry.Hub]))];
        }
    }

    /// <summary>Why nobody knows which hubs stand elsewhere, for people; null: it is known.</summary>
    public string? Unreadable => _unreadable.Names is { Count: > 0 } names
        ? $"{string.Join(", ", names)} is not read as long as this is not mended, and may have the hub in it: {_unreadableFault}"
        : null;

    /// <summary>What keeps what is saved from counting, for people; null: it counts.</summary>
    public string? WaitsFor
    {
        get
        {
            var faults = Unreadable is { } unreadable ? [unreadable] : _kinds.Faults();
            return faults.Count == 0 ? null
                : $"It is saved, and counts when this is mended: {string.Join(' ', faults.Take(MaxTold))}{(faults.Count > MaxTold ? $" And {faults.Count - MaxTold} more." : "")}";
        }
    }

    /// <summary>Shows the configuration those of the saved hubs that stand nowhere else.</summary>
    public static void Show(HubSettingsStore store, HubSettingsSource source, HubPlaces places) => source.Show(() =>
    {
        var elsewhere = places.All();
        return store.All.Where(entry => !elsewhere.ContainsKey(entry.Hub));
    });

    /// <summary>Where a hub stands that was not added on the page, for people; null: nowhere.</summary>
    public string? PlaceOf(string hub) => _places.All().GetValueOrDefault(hub);

    /// <summary>Whether there is one, wherever it stands.</summary>
    public bool Has(string hub) => _store.Find(hub) is not null || PlaceOf(hub) is not null;

    /// <summary>Whether there is a saved entry, whether it counts or not.</summary>
    public bool IsSaved(string hub) => _store.Find(hub) is { } entry && string.Equals(entry.Hub, hub, StringComparison.Ordinal);

    /// <summary>Null: there is no such hub.</summary>
    public HubSettingsAnswer? Describe(string hub)
    {
        var section = _configuration.GetSection(HubEntry.Section).GetChildren().FirstOrDefault(child => string.Equals(child.Key, hub, StringComparison.Ordinal));
        var kind = _kinds.All.FirstOrDefault(known => string.Equals(known.Kind, section?["Kind"], StringComparison.OrdinalIgnoreCase));
        return section is null || kind is null ? null : HubSettingsAnswer.Of(
            hub, kind, PlaceOf(hub), section.AsEnumerable(makePathsRelative: true).Where(static row => !string.IsNullOrEmpty(row.Value)).Select(static row => KeyValuePair.Create(row.Key, row.Value!)));
    }

    /// <summary>Makes an entry of a form, and looks at it as a start would. Null with faults.</summary>
    /// <param name="hub">The hub's id; null: it has none yet.</param>
    /// <param name="kind">The kind as given.</param>
    /// <param name="options">What the form says.</param>
    /// <param name="pairing">The name of a credential that the hub gave; null: none.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public HubEntry? Draft(string? hub, string? kind, IReadOnlyDictionary<string, JsonElement> options, string? pairing, OptionFaults faults)
    {
        var stored = hub is null ? null : _store.Find(hub);
        if (hub is not null && IdFault(hub, stored) is { } wrong)
        {
            faults.Add("hub", wrong);
        }

        if (_kinds.All.FirstOrDefault(known => string.Equals(known.Kind, kind, StringComparison.OrdinalIgnoreCase)) is not { } schema)
        {
            faults.Add("kind", $"is none of {string.Join(", ", _kinds.All.Select(static known => known.Kind))}.");
            return null;
        }

        var entry = new HubDraft(hub ?? Unnamed, schema, stored, faults).Read(options, pairing is null ? null : place => _pairings.Find(pairing, place));
        if (!faults.Any)
        {
            foreach (var (option, fault) in _kinds.Check(entry))
            {
                faults.Add(option, fault);
            }
        }

        return faults.Any ? null : entry;
    }

    /// <summary>An address to ask for a credential at, without faults but that it has none. Null with faults.</summary>
    public HubEntry? DraftOfPairing(KindSchema kind, IReadOnlyDictionary<string, JsonElement> options, OptionFaults faults)
    {
        // It may not be there, and must not go along: who asks has not paired yet.
        var others = options.Where(row => kind.Find(row.Key)?.Secret != true).Where(static row => !string.Equals(row.Key, "Enabled", StringComparison.OrdinalIgnoreCase)).ToDictionary(StringComparer.Ordinal);
        others["Enabled"] = JsonSerializer.SerializeToElement(false);
        return Draft(null, kind.Kind, others, null, faults);
    }

    /// <inheritdoc cref="HubSettingsStore.Save"/>
    public SaveFault? Save(HubEntry entry) => _store.Save(entry);

    /// <inheritdoc cref="HubSettingsStore.TryAdd"/>
    public bool TryAdd(HubEntry entry, out SaveFault? fault) => _store.TryAdd(entry, out fault);

    /// <inheritdoc cref="HubSettingsStore.Remove"/>
    public SaveFault? Remove(string hub) => _store.Remove(hub);

    public void Dispose() => _listening.Dispose();

    private void Show() => Show(_store, _source, _places);

    private string? IdFault(string hub, HubEntry? stored) =>
        hub.Length is 0 or > MaxId || hub.Any(static letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_')) ? $"A hub's id is 1 to {MaxId} of the characters a-z, A-Z, 0-9, '-' and '_'."
        : stored is not null && !string.Equals(stored.Hub, hub, StringComparison.Ordinal) ? $"There is a hub '{stored.Hub}' already, whose id differs in capitals only."
        : null;
}
