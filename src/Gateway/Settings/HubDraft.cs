using System.Text.Json;
using Gateway.Configuration;

namespace Gateway.Settings;

/// <summary>
/// Makes an entry of what a form says. What it leaves out is not there, but for secrets: those that are stored stay, as long as they go
/// to no other place than before. Else whoever may change an address, and does not know the credential, could have it sent to himself.
/// </summary>
/// <param name="hub">The hub's id.</param>
/// <param name="kind">Its kind.</param>
/// <param name="stored">What is saved for it; null: nothing.</param>
/// <param name="faults">Takes what is wrong.</param>
internal sealed class HubDraft(string hub, KindSchema kind, HubEntry? stored, OptionFaults faults)
{
    /// <summary>Names that there are not are told one by one up to here: the answer must not grow with the form.</summary>
    private const int MaxUnknown = 20;

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names of maps whose text is not given.</summary>
    private readonly List<(OptionSchema Option, string Name)> _kept = [];

    /// <summary>The entry; of no use where there are faults.</summary>
    /// <param name="given">By option; null takes an option back.</param>
    /// <param name="pairing">A credential by its name, for the place that the address names; null: none was named.</param>
    public HubEntry Read(IReadOnlyDictionary<string, JsonElement> given, Func<string, Secret?>? pairing)
    {
        var unknown = 0;
        foreach (var (name, value) in given)
        {
            if (kind.Find(name) is { } option)
            {
                Take(option, value);
            }
            else if (++unknown <= MaxUnknown)
            {
                faults.Add(ShownText.Cut(name), $"is not known; allowed here are {string.Join(", ", kind.Options.Select(static known => known.Name))}.");
            }
        }

        TakeTokenOfUrl();
        if (pairing is not null)
        {
            TakePairing(pairing);
        }

        Keep();
        var secrets = _values.Where(row => kind.Options.First(option => Destinations.IsOf(option, row.Key)).Hides(row.Value)).ToDictionary(StringComparer.OrdinalIgnoreCase);
        return new HubEntry(hub, kind.Kind, _values.Where(row => !secrets.ContainsKey(row.Key)).ToDictionary(StringComparer.OrdinalIgnoreCase), secrets);
    }

    private void Take(OptionSchema option, JsonElement value)
    {
        if (!_asked.Add(option.Name))
        {
            faults.Add(option.Name, "is there twice; capitals do not count.");
            return;
        }

        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return;
        }

        foreach (var (name, text) in OptionReader.Read(option, value, faults))
        {
            if (text is null)
            {
                _kept.Add((option, name));
            }
            else
            {
                _values[name] = text;
            }
        }
    }

    /// <summary>An address may be a whole endpoint with its token; they are kept apart, since an address is shown.</summary>
    private void TakeTokenOfUrl()
    {
        if (!kind.UrlMayCarryToken || kind.Credential is not { } credential
            || !Uri.TryCreate(_values.GetValueOrDefault("Url"), UriKind.Absolute, out var url) || url.UserInfo.Length == 0 || url.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            return;
        }

        var token = Uri.UnescapeDataString(url.UserInfo);
        if (!_values.TryGetValue(credential.Option, out var other) || string.Equals(other, token, StringComparison.Ordinal))
        {
            _values[credential.Option] = token;
            _values["Url"] = new UriBuilder(url) { UserName = "", Password = "" }.Uri.ToString();
            _asked.Add(credential.Option);
        }
    }

    private void TakePairing(Func<string, Secret?> pairing)
    {
        var token = Destinations.Of(_values.GetValueOrDefault("Url")) is { } place ? pairing(place) : null;
        if (!kind.Pairs || token is null)
        {
            faults.Add(kind.Credential?.Option ?? "Token", "The pairing is over, or was with another address. Pair again.");
            return;
        }

        _values[kind.Credential!.Option] = token.Reveal();
        _asked.Add(kind.Credential.Option);
    }

    private void Keep()
    {
        var leading = kind.Options.FirstOrDefault(option => option.LeadsElsewhere && LeadsOn(option));
        var isSame = leading is null && stored is not null && string.Equals(stored.Kind, kind.Kind, StringComparison.Ordinal)
            && Destinations.In(kind, _values).IsSubsetOf(Destinations.In(kind, stored.Options.Concat(stored.Secrets)));
        foreach (var option in kind.Options)
        {
            foreach (var (name, value) in stored?.Secrets.Where(row => Destinations.IsOf(option, row.Key) && IsKept(option, row.Key)) ?? [])
            {
                if (isSame)
                {
                    _values[name] = value;
                }
                else
                {
                    faults.Add(option.Name, leading is null
                        ? "is kept for the address and the kind that it was given with. Give it again for others."
                        : $"is kept for whom it was given for, and '{leading.Name}' leads to others. Give it again, or leave '{leading.Name}' as it was.");
                }
            }
        }

        foreach (var (option, name) in _kept.Where(row => stored?.Secrets.ContainsKey(row.Name) != true))
        {
            faults.Add(option.Name, $"'{ShownText.Cut(name[(option.Name.Length + 1)..])}' has no text.");
        }
    }

    /// <summary>A flag leads on while it is set, and no further when it is taken back.</summary>
    private bool LeadsOn(OptionSchema option)
    {
        var (now, before) = (_values.GetValueOrDefault(option.Name), stored?.Options.GetValueOrDefault(option.Name));
        return option.Type == OptionType.Flag ? IsSet(now) && !IsSet(before) : !string.Equals(now, before, StringComparison.Ordinal);

        static bool IsSet(string? text) => bool.TryParse(text, out var flag) && flag;
    }

    private bool IsKept(OptionSchema option, string name) =>
        !_asked.Contains(option.Name) || _kept.Exists(row => string.Equals(row.Name, name, StringComparison.OrdinalIgnoreCase));
}
