using System.Text.RegularExpressions;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Browser;

/// <summary>The page's texts: each language has every one, and the code asks for none that is not there.</summary>
public sealed partial class PageTextTests
{
    private static readonly string App = Path.Combine(GatewayHost.Top, "wwwroot", "app");

    [Fact]
    public void Languages_HaveTheSameKeys_InTheSameOrder_WithTheSamePlaceholders()
    {
        var (english, german) = (PageTexts.Of("en"), PageTexts.Of("de"));

        english.Count.ShouldBeGreaterThan(100);
        german.Select(static text => text.Key).ShouldBe(english.Select(static text => text.Key));
        foreach (var (key, text) in english)
        {
            PlaceholdersOf(german.Single(other => string.Equals(other.Key, key, StringComparison.Ordinal)).Text).ShouldBe(PlaceholdersOf(text), customMessage: key);
        }

        english.Select(static text => text.Key).Distinct(StringComparer.Ordinal).Count().ShouldBe(english.Count, "a key twice would hide a text");
        english.Select(static text => text.Key).Where(static key => !Key().IsMatch(key)).ShouldBeEmpty("the code's keys are read by this pattern");
    }

    [Fact]
    public void Code_AsksForNoTextThatIsMissing_AndLeavesNoneUnused()
    {
        var keys = PageTexts.Of("en").Select(static text => PluralForm().Replace(text.Key, "")).ToHashSet(StringComparer.Ordinal);
        var code = string.Join('\n', Directory.GetFiles(App, "*.js", SearchOption.AllDirectories)
            .Where(static file => Path.GetFileName(file) is not ("en.js" or "de.js")).Select(File.ReadAllText));
        var asked = Asked().Matches(code).Select(static match => match.Groups["key"].Value).ToHashSet(StringComparer.Ordinal);
        var families = Family().Matches(code).Select(static match => match.Groups["family"].Value).ToHashSet(StringComparer.Ordinal);
        var named = Named().Matches(code).Select(static match => match.Groups["key"].Value).ToHashSet(StringComparer.Ordinal);

        asked.Count.ShouldBeGreaterThan(50);
        asked.Where(key => !keys.Contains(key)).ShouldBeEmpty("the page would show the key itself");
        families.Where(family => !keys.Any(key => key.StartsWith(family, StringComparison.Ordinal))).ShouldBeEmpty();
        keys.Where(key => !named.Contains(key) && !families.Any(family => key.StartsWith(family, StringComparison.Ordinal))).ShouldBeEmpty("nobody asks for them");
    }

    private static IEnumerable<string> PlaceholdersOf(string text) => Placeholder().Matches(text).Select(static match => match.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex("^[a-z_]+[.][a-z_]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Key();

    /// <summary>A text asked for by its name: <c>t('events.pause')</c>, <c>rich('top.online', …)</c>.</summary>
    [GeneratedRegex("""\b(t|rich|fail)\('(?<key>[^']+)'""", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Asked();

    /// <summary>One of several by a value: <c>t(`state.${state}`)</c>.</summary>
    [GeneratedRegex("""\bt\(`(?<family>[a-z_]+\.)\$""", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Family();

    /// <summary>Any quoted word that could be a text's name, also where it is chosen before it is asked for.</summary>
    [GeneratedRegex("""'(?<key>[a-z_]+\.[a-z_]+)'""", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Named();

    [GeneratedRegex("_(one|other)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex PluralForm();

    [GeneratedRegex(@"\{\w+\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
