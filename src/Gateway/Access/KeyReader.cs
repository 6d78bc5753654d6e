using System.Globalization;
using System.Security.Cryptography;
using Gateway.Configuration;

namespace Gateway.Access;

/// <summary>Reads a list of keys, <c>[{Name, Hash, Scopes, Created?, Expires?}]</c>, noting every mistake; hashes are shown in none.</summary>
internal static class KeyReader
{
    private const int MaxName = 64;

    private const string HashPrefix = "sha256:";

    private static readonly string[] TimeForms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static IReadOnlyList<AccessKey> Read(SectionReader list)
    {
        var keys = new List<AccessKey>();
        foreach (var index in list.Keys.ToArray())
        {
            var entry = list.Section(index);
            if (ReadOne(entry) is { } key)
            {
                keys.Add(key);
            }

            entry.RefuseUnknown();
        }

        list.RefuseUnknown();
        if (keys.Count > AccessKey.MaxKeys)
        {
            list.Faults.Add(list.Path, $"has {keys.Count} keys; up to {AccessKey.MaxKeys} are allowed.");
        }

        return keys;
    }

    /// <summary>What is wrong with a key's name; null: nothing.</summary>
    public static string? NameFault(string? name) =>
        name is null ? "is missing; it is what you call the key, such as \"wall tablet\"."
        : name.Length > MaxName || name.Trim().Length != name.Length || name.EnumerateRunes().Any(static rune => !IsShown(rune)) ? $"must be 1 to {MaxName} characters that can be seen, without spaces at its ends."
        : null;

    /// <summary>Two keys of one name, or of one hash, could not be told apart.</summary>
    /// <param name="keys">From every place that has keys.</param>
    /// <param name="tell">Is told of each pair.</param>
    public static void RefuseDoubles(IReadOnlyList<AccessKey> keys, Action<string> tell)
    {
        foreach (var name in keys.GroupBy(static key => key.Name, StringComparer.OrdinalIgnoreCase).Where(static same => same.Skip(1).Any()).Select(static same => same.Key))
        {
            tell($"there are several keys called '{name}'; a name is given once, in the key file or in the configuration.");
        }

        foreach (var same in keys.GroupBy(static key => Convert.ToHexString(key.Hash), StringComparer.Ordinal).Where(static same => same.Skip(1).Any()))
        {
            tell($"the keys {string.Join(" and ", same.Select(static key => $"'{key.Name}'"))} have the same hash; each needs a key of its own.");
        }
    }

    /// <summary>A day, which begins at midnight UTC, or a moment.</summary>
    public static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    private static AccessKey? ReadOne(SectionReader entry)
    {
        var name = entry.Text("Name");
        var hash = Hash(entry);
        var scopes = Scopes(entry);
        var created = Time(entry, "Created");
        var expires = Time(entry, "Expires");
        if (NameFault(name) is { } fault)
        {
            entry.Fault("Name", fault);
            return null;
        }

        return hash is null ? null : new AccessKey(name!, hash, scopes, created, expires);
    }

    private static byte[]? Hash(SectionReader entry)
    {
        var text = entry.Text("Hash") ?? "";
        var digits = text.StartsWith(HashPrefix, StringComparison.OrdinalIgnoreCase) ? text[HashPrefix.Length..] : text;
        if (digits.Length == SHA256.HashSizeInBytes * 2 && digits.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(digits);
        }

        // Never shown: people write the key itself here.
        entry.Fault("Hash", text.Length == 0 ? "is missing; it is the key's SHA-256, 64 hexadecimal digits."
            : text.StartsWith(KeySecret.Prefix, StringComparison.Ordinal) ? "is the key itself; only its SHA-256 belongs here, 64 hexadecimal digits. 'key add' makes both."
            : "is not a SHA-256, which is 64 hexadecimal digits.");
        return null;
    }

    private static IReadOnlyList<Scope> Scopes(SectionReader entry)
    {
        var texts = entry.Texts("Scopes");
        if (texts.Count is 0 or > AccessKey.MaxScopes)
        {
            entry.Fault("Scopes", texts.Count == 0 ? $"is empty, so that the key may do nothing; allowed are {Scope.Forms}." : $"has {texts.Count} scopes; up to {AccessKey.MaxScopes} are allowed.");
        }

        var scopes = new List<Scope>();
        for (var index = 0; index < texts.Count; index++)
        {
            if (Scope.TryParse(texts[index], out var scope, out var fault))
            {
                scopes.Add(scope);
            }
            else
            {
                entry.Fault($"Scopes:{index}", fault);
            }
        }

        return scopes;
    }

    private static DateTimeOffset? Time(SectionReader entry, string key)
    {
        if (entry.Text(key) is not { } text)
        {
            return null;
        }

        var time = Time(text);
        if (time is null)
        {
            entry.Fault(key, $"'{ShownText.Cut(text)}' is neither a day such as 2027-01-01 nor a moment such as 2027-01-01T18:00:00Z.");
        }

        return time;
    }

    private static bool IsShown(System.Text.Rune rune) => System.Text.Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
