using Gateway.Events;
using Gateway.Subscriptions;

namespace Gateway.Tests.Subscriptions;

public sealed class PatternTableTests
{
    [Fact]
    public void Find_AnyPatternsAndTexts_FindsWhatThePatternsSayThemselves()
    {
        var random = new Random(7);
        var table = new PatternTable<List<string>>();
        var patterns = Enumerable.Range(0, 300).Select(_ => new TopicPattern("f", Text(random), random.Next(4) > 0, random.Next(2) == 0)).DistinctBy(Name, StringComparer.Ordinal).ToList();
        foreach (var pattern in patterns)
        {
            table.GetOrAdd(pattern).Add(Name(pattern));
        }

        while (patterns.Count > 0)
        {
            var gone = patterns[random.Next(patterns.Count)];
            table.Remove(gone);
            patterns.Remove(gone);
            table.TryGet(gone, out _).ShouldBeFalse();
            for (var look = 0; look < 5; look++)
            {
                var text = Text(random);
                var found = new List<List<string>>();
                table.Find(text, found);
                found.SelectMany(static names => names).Order(StringComparer.Ordinal)
                    .ShouldBe(patterns.Where(pattern => pattern.MatchesText(text)).Select(Name).Order(StringComparer.Ordinal), text);
            }
        }
    }

    /// <summary>The table tells exact patterns apart by their text alone, as they match.</summary>
    private static string Name(TopicPattern pattern) => pattern.IsWildcard ? $"{pattern.Prefix}*{pattern.AcrossSegments}" : pattern.Prefix;

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => "ab/"[random.Next(3)]));
}
