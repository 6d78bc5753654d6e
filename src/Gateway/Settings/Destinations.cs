using Gateway.Configuration;

namespace Gateway.Settings;

/// <summary>Where an entry has its credentials sent: scheme, host and port of each address in it.</summary>
internal static class Destinations
{
    /// <summary>Null: it is no whole address.</summary>
    public static string? Of(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Host.Length > 0 ? url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped).ToLowerInvariant() : null;

    /// <summary>Those among the values of a kind's options.</summary>
    public static IReadOnlySet<string> In(KindSchema kind, IEnumerable<KeyValuePair<string, string>> values) =>
        values.Where(row => kind.Options.Any(option => option.IsDestination && IsOf(option, row.Key))).Select(static row => Of(row.Value)).OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether a flat name is the option's own, or below it.</summary>
    public static bool IsOf(OptionSchema option, string name) =>
        name.StartsWith(option.Name, StringComparison.OrdinalIgnoreCase) && (name.Length == option.Name.Length || name[option.Name.Length] == ':');
}
