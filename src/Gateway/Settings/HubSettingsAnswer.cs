using System.Globalization;
using Gateway.Configuration;

namespace Gateway.Settings;

/// <summary>A hub's entry, as it may be shown.</summary>
/// <param name="Hub">The hub's id.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Origin"><c>page</c>: it can be changed here; <c>configuration</c>: it stands in a file, the environment or the command line.</param>
/// <param name="Options">What is written, by option: texts, numbers, flags, lists; of a map with secret texts its names, each with a null.</param>
/// <param name="Secrets">The options that are set and not shown.</param>
internal sealed record HubSettingsAnswer(string Hub, string Kind, string Origin, IReadOnlyDictionary<string, object> Options, IReadOnlyList<string> Secrets)
{
    public const string OfPage = "page";
    public const string OfConfiguration = "configuration";

    /// <summary>Where it stands that cannot be changed here, for people.</summary>
    public string? Place { get; init; }

    /// <summary>What keeps a change that was saved from counting, for people; null: it counts.</summary>
    public string? WaitsFor { get; init; }

    /// <param name="hub">The hub's id.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="place">Where it stands; null: it was added on the page.</param>
    /// <param name="values">Flat names with their texts.</param>
    public static HubSettingsAnswer Of(string hub, KindSchema kind, string? place, IEnumerable<KeyValuePair<string, string>> values)
    {
        var options = new SortedDictionary<string, object>(StringComparer.Ordinal);
        var secrets = new List<string>();
        var rows = values.ToArray();
        foreach (var option in kind.Options)
        {
            var own = rows.Where(row => Destinations.IsOf(option, row.Key)).OrderBy(static row => row.Key, StringComparer.Ordinal).ToArray();
            if (own.Length == 0)
            {
                continue;
            }

            if (option.Type == OptionType.Map)
            {
                // A text in the section's place, written by hand, has no name to show.
                options[option.Name] = own.Where(row => row.Key.Length > option.Name.Length).ToDictionary(row => row.Key[(option.Name.Length + 1)..], row => option.Secret ? null : row.Value, StringComparer.Ordinal);
            }
            else if (!Array.Exists(own, row => option.Hides(row.Value)))
            {
                options[option.Name] = option.List ? own.Select(row => $"{Shown(option, row.Value)}").ToArray() : Shown(option, own[0].Value);
            }

            if (Array.Exists(own, row => option.Hides(row.Value)))
            {
                secrets.Add(option.Name);
            }
        }

        return new HubSettingsAnswer(hub, kind.Kind, place is null ? OfPage : OfConfiguration, options, secrets) { Place = place };
    }

    private static object Shown(OptionSchema option, string text) => option.Type switch
    {
        OptionType.Flag when bool.TryParse(text, out var flag) => flag,
        OptionType.Number when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        OptionType.Url => WithoutCredentials(text),
        _ => text,
    };

    private static string WithoutCredentials(string address) => !Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Host.Length == 0 ? "***"
        : url.UserInfo.Length == 0 && url.Query.Length == 0 ? address
        : url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
