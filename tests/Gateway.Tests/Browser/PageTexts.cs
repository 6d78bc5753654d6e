using System.Text.RegularExpressions;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Browser;

/// <summary>The tables of a language's file: the page's own texts by key, and what the gateway tells of its kinds by the English words.</summary>
internal static partial class PageTexts
{
    public static IReadOnlyList<(string Key, string Text)> Of(string language) => Table(language, "export default {");

    public static IReadOnlyList<(string Key, string Text)> OfKinds(string language) => Table(language, "export const kinds = {");

    /// <summary>The entries between a table's first line and its end; a line that is neither entry, comment nor empty would be a text that no test sees.</summary>
    private static List<(string Key, string Text)> Table(string language, string start)
    {
        var lines = File.ReadAllLines(Path.Combine(GatewayHost.Top, "wwwroot", "app", "text", language + ".js"));
        lines.Count(line => string.Equals(line, start, StringComparison.Ordinal)).ShouldBe(1, $"{start} of {language}");
        var table = lines.SkipWhile(line => !string.Equals(line, start, StringComparison.Ordinal)).Skip(1).TakeWhile(static line => line is not "};").ToArray();
        var entries = table.Where(static line => line.Length > 0 && !line.TrimStart().StartsWith("//", StringComparison.Ordinal)).ToArray();
        entries.Where(static line => !Entry().IsMatch(line)).ShouldBeEmpty(language);
        return [.. entries.Select(static line => Entry().Match(line)).Select(static match => (match.Groups["key"].Value, match.Groups["text"].Value))];
    }

    [GeneratedRegex("""^  ('(?<key>[^']+)'|"(?<key>[^"]+)"): '(?<text>.+)',$""", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Entry();
}
