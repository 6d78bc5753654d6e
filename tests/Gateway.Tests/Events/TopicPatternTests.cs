using FsCheck;
using FsCheck.Fluent;
using Gateway.Events;

namespace Gateway.Tests.Events;

public sealed class TopicPatternTests
{
    private static readonly Gen<string> Texts =
        Gen.Elements('a', 'b', '/', '.', '*', '\u00e4').ArrayOf().Select(static characters => new string(characters));

    [Theory]
    [InlineData("entities/", true, false, "entities/light.hall", true)]
    [InlineData("entities/light.", true, false, "entities/light.hall", true)]
    [InlineData("entities/light.", true, false, "entities/light", false)]
    [InlineData("entities/light.", true, false, "entities/light.", true)]
    [InlineData("entities/light.", true, false, "entities/Light.hall", false)]
    [InlineData("lights/", true, false, "lights/3/state", false)]
    [InlineData("lights/", true, true, "lights/3/state", true)]
    [InlineData("", true, true, "anything/at/all", true)]
    [InlineData("entities/light.hall", false, false, "entities/light.hall", true)]
    [InlineData("entities/light.hall", false, false, "entities/light.hall2", false)]
    [InlineData("a*b", false, false, "a*b", true)]
    [InlineData("a*b", false, false, "axb", false)]
    [InlineData("a*", true, false, "a*c", true)]
    [InlineData("a*", true, false, "abc", false)]
    public void MatchesText_Examples_MatchAsTheContractSays(string prefix, bool isWildcard, bool acrossSegments, string text, bool matches) =>
        new TopicPattern("family", prefix, isWildcard, acrossSegments).MatchesText(text).ShouldBe(matches);

    [Fact]
    public void Matches_AnotherFamily_NeverMatches()
    {
        var topic = new Topic("home", "bus", "entities/light.hall");

        new TopicPattern("bus", "entities/", IsWildcard: true).Matches(topic).ShouldBeTrue();
        new TopicPattern("entities", "entities/", IsWildcard: true).Matches(topic).ShouldBeFalse();
        new TopicPattern("entities", "entities/light.hall").Matches(topic).ShouldBeFalse();
    }

    [Fact]
    public void MatchesText_AnyPatternAndText_AgreesWithTheNaiveMatcher()
    {
        var cases = from prefix in Texts
                    from text in Gen.OneOf(Texts, Texts.Select(tail => prefix + tail))
                    from isWildcard in Gen.Elements(true, false)
                    from acrossSegments in Gen.Elements(true, false)
                    select (Pattern: new TopicPattern("f", prefix, isWildcard, acrossSegments), Text: text);

        Prop.ForAll(cases.ToArbitrary(), static row => row.Pattern.MatchesText(row.Text) == Naive(row.Pattern, row.Text))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void MatchesText_HostilePatternOverALongText_ReadsEachCharacterOnce()
    {
        // A matcher that goes back would need hours for this.
        var text = new string('a', 4_000_000);
        var pattern = new TopicPattern("f", new string('a', 2_000_000), IsWildcard: true);

        for (var round = 0; round < 100; round++)
        {
            pattern.MatchesText(text).ShouldBeTrue();
        }
    }

    /// <summary>Character by character, with no help from the framework.</summary>
    private static bool Naive(TopicPattern pattern, string text)
    {
        var index = 0;
        foreach (var character in pattern.Prefix)
        {
            if (index >= text.Length || text[index] != character)
            {
                return false;
            }

            index++;
        }

        var rest = text.Skip(index).ToArray();
        return pattern.IsWildcard ? pattern.AcrossSegments || Array.TrueForAll(rest, static character => character != '/') : rest.Length == 0;
    }
}
