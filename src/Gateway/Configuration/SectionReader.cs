using System.Globalization;

namespace Gateway.Configuration;

/// <summary>
/// Reads one configuration section value by value and notes every mistake instead of stopping at the first, unknown keys
/// included: a misspelt key that is silently ignored is the worst kind of mistake.
/// </summary>
internal sealed class SectionReader(IConfigurationSection section, ConfigurationFaults faults)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    public string Path => section.Path;

    public ConfigurationFaults Faults => faults;

    public bool Has(string key) => section.GetSection(key).Exists();

    public void Fault(string key, string fault) => faults.Add($"{section.Path}:{key}", fault);

    public string? Text(string key)
    {
        _known.Add(key);
        var value = section[key];
        return string.IsNullOrWhiteSpace(value) ? null : value;
    }

    public bool Flag(string key, bool fallback)
    {
        var text = Text(key);
        if (text is null)
        {
            return fallback;
        }

        if (bool.TryParse(text, out var flag))
        {
            return flag;
        }

        Fault(key, $"'{text}' is neither true nor false.");
        return fallback;
    }

    public int Number(string key, int fallback, int min, int max)
    {
        var text = Text(key);
        if (text is null)
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        Fault(key, $"'{text}' is not a whole number from {min} to {max}.");
        return fallback;
    }

    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan min, TimeSpan max)
    {
        var text = Text(key);
        if (text is null)
        {
            return fallback;
        }

        if (TimeSpan.TryParseExact(text, ["c", @"h\:mm\:ss", @"hh\:mm\:ss\.FFF"], CultureInfo.InvariantCulture, out var duration) && duration >= min && duration <= max)
        {
            return duration;
        }

        Fault(key, $"'{text}' is not a time from {min:c} to {max:c}, written hours:minutes:seconds such as 00:00:10.");
        return fallback;
    }

    public TimeSpan? OptionalDuration(string key, TimeSpan min, TimeSpan max) => Text(key) is null ? null : Duration(key, min, min, max);

    public T Choice<T>(string key, T? fallback)
        where T : struct, Enum
    {
        var text = Text(key);
        if (text is null && fallback is { } given)
        {
            return given;
        }

        // By name only: the framework's own parser takes any number, and several names at once.
        var names = Enum.GetNames<T>();
        if (Array.Find(names, name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase)) is { } name)
        {
            return Enum.Parse<T>(name);
        }

        var allowed = string.Join(", ", names);
        Fault(key, text is null ? $"is missing; allowed are {allowed}." : $"'{text}' is none of {allowed}.");
        return fallback ?? default;
    }

    /// <param name="key">Which.</param>
    /// <param name="mayCarryToken">Whether credentials may stand before the host; the caller takes them out.</param>
    public Uri? HttpUrl(string key, bool mayCarryToken = false)
    {
        var text = Text(key);
        if (text is null)
        {
            Fault(key, "is missing; it is the hub's address, such as http://homeassistant.local:8123.");
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0)
        {
            if ((url.UserInfo.Length == 0 || mayCarryToken) && url.Query.Length == 0)
            {
                return url;
            }

            Fault(key, "must not carry credentials or a query; give the credentials as 'Token'.");
            return null;
        }

        // Not shown: it may have credentials anywhere in it, or be a token that was written into the wrong line.
        Fault(key, $"is not an http or https address, such as http://homeassistant.local:8123.");
        return null;
    }

    public IReadOnlyList<string> Texts(string key)
    {
        _known.Add(key);
        RefuseText(section.GetSection(key), "a list of texts, such as [ \"a\", \"b\" ]");
        var texts = new List<string>();
        foreach (var child in section.GetSection(key).GetChildren())
        {
            if (child.Value is { } value)
            {
                texts.Add(value);
            }
            else
            {
                faults.Add(child.Path, "must be a text, not a section.");
            }
        }

        return texts;
    }

    /// <summary>A section of free names with text values; present or not.</summary>
    public IReadOnlyDictionary<string, string> Map(string key)
    {
        _known.Add(key);
        RefuseText(section.GetSection(key), "a section of names with a text each, such as { \"name\": \"text\" }");
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var child in section.GetSection(key).GetChildren())
        {
            if (child.Value is { } value)
            {
                map[child.Key] = value;
            }
            else
            {
                faults.Add(child.Path, "must be a text, not a section.");
            }
        }

        return map;
    }

    /// <summary>A nested section, present or not.</summary>
    public SectionReader Section(string key)
    {
        _known.Add(key);
        return new SectionReader(section.GetSection(key), faults);
    }

    public IEnumerable<string> Keys => section.GetChildren().Select(static child => child.Key);

    /// <summary>Notes each key that nobody asked for, and a text in the section's place.</summary>
    /// <param name="later">Keys of the contract that are read elsewhere.</param>
    public void RefuseUnknown(params ReadOnlySpan<string> later)
    {
        foreach (var key in later)
        {
            _known.Add(key);
        }

        RefuseText(section, $"a section with any of {string.Join(", ", _known.Order(StringComparer.Ordinal))}");
        foreach (var child in section.GetChildren())
        {
            if (!_known.Contains(child.Key))
            {
                Fault(child.Key, $"is not known; allowed here are {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    /// <summary>The framework gives a section's own text besides its keys. An empty one is how it shows an empty list. The text is not shown: it may be a secret.</summary>
    private void RefuseText(IConfigurationSection place, string wanted)
    {
        if (!string.IsNullOrWhiteSpace(place.Value))
        {
            faults.Add(place.Path, $"is a text where {wanted} belongs.");
        }
    }
}
