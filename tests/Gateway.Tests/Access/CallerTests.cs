using Gateway.Access;

namespace Gateway.Tests.Access;

public sealed class CallerTests
{
    [Theory]
    [InlineData("read:home/entities/light.*", "home", "entities/light.hall", true)]
    [InlineData("read:home/entities/light.*", "home", "entities/light.", true)]
    [InlineData("read:home/entities/light.*", "home", "entities/lights", false)]
    [InlineData("read:home/entities/light.*", "home", "entities/Light.hall", false)]
    [InlineData("read:home/entities/light.*", "home", "state_changed", false)]
    [InlineData("read:home/entities/light.*", "attic", "entities/light.hall", false)]
    [InlineData("read:home/entities/light.*", "Home", "entities/light.hall", false)]
    [InlineData("read:*/entities/light.*", "attic", "entities/light.hall", true)]
    [InlineData("read:home/*", "home", "homey:device:a/b", true)]
    [InlineData("read:home/state_changed", "home", "state_changed", true)]
    [InlineData("read:home/state_changed", "home", "state_changed2", false)]
    [InlineData("admin", "home", "anything", true)]
    [InlineData("command:home", "home", "state_changed", false)]
    [InlineData("metrics", "home", "state_changed", false)]
    public void MayRead_Topic_AsItsScopesSay(string scope, string hub, string topic, bool expected) => With(scope).MayRead(hub, topic).ShouldBe(expected);

    [Theory]
    [InlineData("read:home/entities/light.*", "entities/*", true)]
    [InlineData("read:home/entities/light.*", "entities/light.h*", true)]
    [InlineData("read:home/entities/light.*", "entities/light.hall", true)]
    [InlineData("read:home/entities/light.*", "*", true)]
    [InlineData("read:home/entities/light.*", "entities/sensor.*", false)]
    [InlineData("read:home/entities/light.*", "entities/sensor.one", false)]
    [InlineData("read:home/entities/light.hall", "entities/*", true)]
    [InlineData("read:home/entities/light.hall", "entities/light.hal", false)]
    [InlineData("read:home/entities/light.hall", "entities/light.hall.*", false)]
    public void MayAskFor_TopicOrPattern_WhereSomethingMayBeSeen(string scope, string asked, bool expected)
    {
        With(scope).MayAskFor("home", asked).ShouldBe(expected);
        With(scope).MayAskFor("attic", asked).ShouldBeFalse();
    }

    [Fact]
    public void MayCommand_NameHttpAndRaw_AreEachTheirOwnRight()
    {
        var caller = With("command:home/light.*", "http:deconz/lights/*", "raw:chat");

        caller.MayCommand("home", "light.turn_on").ShouldBeTrue();
        caller.MayCommand("home", "lock.open").ShouldBeFalse();
        caller.MayCommand("deconz", "light.turn_on").ShouldBeFalse();
        caller.MayHttp("deconz", "lights/3/state").ShouldBeTrue();
        caller.MayHttp("deconz", "lights").ShouldBeFalse();
        caller.MayHttp("deconz", "config").ShouldBeFalse();
        caller.MayHttp("home", "lights/3").ShouldBeFalse();
        caller.MayRaw("chat").ShouldBeTrue();
        caller.MayRaw("home").ShouldBeFalse();
        caller.MayReadAnything("home").ShouldBeFalse();
        caller.MayRead("home", "light.turn_on").ShouldBeFalse();
        caller.MayReadMetrics.ShouldBeFalse();
        caller.IsAdmin.ShouldBeFalse();
        caller.IsUnrestricted.ShouldBeFalse();
    }

    [Fact]
    public void MaySee_Hub_WithAnyRightThere()
    {
        With("raw:chat").MaySee("chat").ShouldBeTrue();
        With("raw:chat").MaySee("home").ShouldBeFalse();
        With("command:*").MaySee("home").ShouldBeTrue();
        With("metrics").MaySee("home").ShouldBeFalse();
        With("admin").MaySee("home").ShouldBeTrue();
    }

    [Fact]
    public void MayReadAll_OnlyWhereNothingNeedsAFilter()
    {
        With("read:home/*").MayReadAll("home").ShouldBeTrue();
        With("read:home/*").MayReadAll("attic").ShouldBeFalse();
        With("read:home/entities/*").MayReadAll("home").ShouldBeFalse();
        With("read:*/*").MayReadAll("attic").ShouldBeTrue();
    }

    [Fact]
    public void Everyone_MayEverything_AndNobodyNothing()
    {
        foreach (var (caller, expected) in new[] { (Caller.Everyone, true), (Caller.Nobody, false), (With("admin"), true) })
        {
            caller.MayRead("home", "x").ShouldBe(expected);
            caller.MayAskFor("home", "*").ShouldBe(expected);
            caller.MayReadAnything("home").ShouldBe(expected);
            caller.MayReadAll("home").ShouldBe(expected);
            caller.MaySee("home").ShouldBe(expected);
            caller.MayCommand("home", "x").ShouldBe(expected);
            caller.MayHttp("home", "x").ShouldBe(expected);
            caller.MayRaw("home").ShouldBe(expected);
            caller.MayReadMetrics.ShouldBe(expected);
            caller.IsAdmin.ShouldBe(expected);
            caller.IsUnrestricted.ShouldBe(expected);
        }
    }

    [Fact]
    public void Of_AnyUser_IsTheCallerOrNobody()
    {
        var caller = With("admin");

        Caller.Of(caller.Principal).ShouldBeSameAs(caller);
        Caller.Of(null).ShouldBeSameAs(Caller.Nobody);
        Caller.Of(new System.Security.Claims.ClaimsPrincipal(new System.Security.Claims.ClaimsIdentity("Basic"))).ShouldBeSameAs(Caller.Nobody);
    }

    /// <summary>Against a model that knows nothing but what a pattern means: it tries every text of three letters there is.</summary>
    [Fact]
    public void Rights_RandomScopes_AreThoseOfTheModel()
    {
        var random = new Random(17);
        var texts = Texts(4).ToArray();
        var met = 0;
        for (var round = 0; round < 3000; round++)
        {
            string[] patterns = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pattern(random, texts))];
            string[] hubs = [.. patterns.Select(_ => random.Next(3) switch { 0 => "*", 1 => "home", _ => "attic" })];
            var caller = With([.. patterns.Select((pattern, index) => $"read:{hubs[index]}/{pattern}")]);
            var text = texts[random.Next(texts.Length)];
            var asked = Pattern(random, texts);

            var mine = patterns.Where((_, index) => hubs[index] is "*" or "home").ToArray();
            caller.MayRead("home", text).ShouldBe(mine.Any(pattern => Covers(pattern, text)), $"{string.Join(' ', caller.Scopes)} {text}");
            var isMet = texts.Any(candidate => Covers(asked, candidate) && mine.Any(pattern => Covers(pattern, candidate)));
            caller.MayAskFor("home", asked).ShouldBe(isMet, $"{string.Join(' ', caller.Scopes)} {asked}");
            caller.MayReadAnything("home").ShouldBe(mine.Length > 0);
            met += isMet ? 1 : 0;
        }

        met.ShouldBeInRange(300, 2900);
    }

    private static bool Covers(string pattern, string text)
    {
        for (var index = 0; ; index++)
        {
            if (index == pattern.Length)
            {
                return index == text.Length;
            }

            if (pattern[index] == '*' && index == pattern.Length - 1)
            {
                return true;
            }

            if (index >= text.Length || pattern[index] != text[index])
            {
                return false;
            }
        }
    }

    private static string Pattern(Random random, string[] texts)
    {
        // Short enough that whatever two patterns have in common is among the texts.
        var text = texts[random.Next(texts.Length)];
        text = text[..random.Next(text.Length + 1)];
        return random.Next(2) == 0 && text.Length < 4 ? text + "*" : text.Length == 0 ? "*" : text;
    }

    private static IEnumerable<string> Texts(int length) =>
        length == 0 ? [""] : Texts(length - 1).Concat(Texts(length - 1).Where(text => text.Length == length - 1).SelectMany(static text => "ab/".Select(letter => text + letter)));

    private static Caller With(params string[] scopes) =>
        new("test", scopes.Select(static text => Scope.TryParse(text, out var scope, out var fault) ? scope : throw new InvalidOperationException(fault)));
}
