using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Gateway.Configuration;

namespace Gateway.Access;

/// <summary>
/// One right of a key: <c>read:&lt;hub&gt;/&lt;topic pattern&gt;</c>, <c>command:&lt;hub&gt;[/&lt;name pattern&gt;]</c>,
/// <c>http:&lt;hub&gt;/&lt;path pattern&gt;</c>, <c>raw:&lt;hub&gt;</c>, <c>admin</c>, <c>metrics</c>. The hub may be <c>*</c>. A <c>*</c> that
/// closes a pattern stands for any rest; everything else is literal and case counts.
/// </summary>
/// <param name="Kind">What it lets its key do.</param>
/// <param name="Hub">The hub's id, or <c>*</c> for all; empty for <c>admin</c> and <c>metrics</c>.</param>
/// <param name="Pattern">Which topics, command names or paths (decoded, without the first slash).</param>
internal sealed record Scope(ScopeKind Kind, string Hub, ScopePattern Pattern)
{
    public const string Forms =
        "read:<hub>/<topic pattern>, command:<hub>, command:<hub>/<name pattern>, http:<hub>/<path pattern>, raw:<hub>, metrics, admin; <hub> may be *, and a pattern may end in *";

    /// <summary>Characters a scope may have.</summary>
    public const int MaxLength = 1024;

    private const int MaxHubLength = 64;

    private static readonly SearchValues<char> HubCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    /// <summary>Everything.</summary>
    public static Scope Admin { get; } = new(ScopeKind.Admin, "", ScopePattern.Everything);

    private static Scope Metrics { get; } = new(ScopeKind.Metrics, "", ScopePattern.Everything);

    /// <summary>Reads a scope; linear in the text's length.</summary>
    /// <param name="text">As people write it.</param>
    /// <param name="scope">The scope, where it is one.</param>
    /// <param name="fault">Else what is wrong: the scope, its fault, and the allowed forms.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Scope? scope, [NotNullWhen(false)] out string? fault)
    {
        var (parsed, wrong) = Parse(text);
        scope = parsed;
        fault = parsed is null ? $"'{ShownText.Cut(text)}' is no scope: {wrong} Allowed are {Forms}." : null;
        return parsed is not null;
    }

    /// <summary>Whether it is about this hub.</summary>
    public bool IsAbout(string hub) => Hub is "*" || string.Equals(Hub, hub, StringComparison.Ordinal);

    public bool Covers(string hub, ReadOnlySpan<char> text) => IsAbout(hub) && Pattern.Matches(text);

    public override string ToString() => Kind switch
    {
        ScopeKind.Admin => "admin",
        ScopeKind.Metrics => "metrics",
        ScopeKind.Raw => $"raw:{Hub}",
        ScopeKind.Command => Pattern.IsEverything ? $"command:{Hub}" : $"command:{Hub}/{Pattern}",
        ScopeKind.Http => $"http:{Hub}/{Pattern}",
        _ => $"read:{Hub}/{Pattern}",
    };

    private static (Scope? Scope, string Fault) Parse(string text)
    {
        if (text.Length > MaxLength)
        {
            return (null, $"it has more than {MaxLength} characters.");
        }

        if (text.Any(char.IsControl))
        {
            return (null, "it has a control character in it.");
        }

        switch (text)
        {
            case "admin":
                return (Admin, "");
            case "metrics":
                return (Metrics, "");
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        ScopeKind? kind = text[..Math.Max(colon, 0)] switch
        {
            "read" => ScopeKind.Read,
            "command" => ScopeKind.Command,
            "http" => ScopeKind.Http,
            "raw" => ScopeKind.Raw,
            _ => null,
        };
        return kind is { } known ? ParseBelow(known, text[(colon + 1)..]) : (null, "it starts with none of the known words.");
    }

    private static (Scope? Scope, string Fault) ParseBelow(ScopeKind kind, string rest)
    {
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var hub = slash < 0 ? rest : rest[..slash];
        var pattern = slash < 0 ? null : rest[(slash + 1)..];
        if (hub is not "*" && (hub.Length is 0 or > MaxHubLength || hub.AsSpan().ContainsAnyExcept(HubCharacters)))
        {
            return (null, $"'{ShownText.Cut(hub)}' is no hub's id, which is 1 to {MaxHubLength} of a-z A-Z 0-9 - _, and not * either.");
        }

        return (kind, pattern) switch
        {
            (ScopeKind.Raw, not null) => (null, "raw packets are for the whole hub, so nothing follows the hub."),
            (ScopeKind.Raw or ScopeKind.Command, null) => (new Scope(kind, hub, ScopePattern.Everything), ""),
            (_, null) => (null, "a / and a pattern must follow the hub; a * alone means everything."),
            (_, "") => (null, "the pattern after the / is empty; a * alone means everything."),
            (_, var written) when written.AsSpan(0, written.Length - 1).Contains('*') => (null, "a * may stand at the end only."),
            (ScopeKind.Http, var path) when PathFault(path) is { } wrong => (null, wrong),
            (_, var written) => (new Scope(kind, hub, ScopePattern.Of(written)), ""),
        };
    }

    /// <summary>A pattern that no path can ever match would only look like a right.</summary>
    private static string? PathFault(string path)
    {
        if (path.StartsWith('/'))
        {
            return "a path is written without its first slash.";
        }

        var segments = path.Split('/');
        return path.Contains('\\', StringComparison.Ordinal) || segments.Any(static segment => segment is "." or "..") || segments.SkipLast(1).Contains("", StringComparer.Ordinal)
            ? "a path holds no backslash, no empty segment and no . or .. segment."
            : null;
    }
}
