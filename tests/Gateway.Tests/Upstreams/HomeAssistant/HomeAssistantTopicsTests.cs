using Gateway.Upstreams.HomeAssistant;

namespace Gateway.Tests.Upstreams.HomeAssistant;

public sealed class HomeAssistantTopicsTests
{
    private static readonly HashSet<string> None = new(StringComparer.Ordinal);

    [Theory]
    [InlineData("entities/light.hall", "Entities", "entities/light.hall", false, "entities")]
    [InlineData("entities/*", "Entities", "entities/", true, "entities")]
    [InlineData("entities/light*", "Entities", "entities/light", true, "entities")]
    [InlineData("entities/light.*", "Entities", "entities/light.", true, "entities")]
    [InlineData("entities/light.ha*", "Entities", "entities/light.ha", true, "entities")]
    [InlineData("state_changed", "Events", "state_changed", false, "events:state_changed")]
    [InlineData("*", "Events", "", true, "events:*")]
    [InlineData("zha_*", "Events", "zha_", true, "events:*")]
    [InlineData("a*b", "Events", "a*b", false, "events:a*b")]
    [InlineData("a**", "Events", "a*", true, "events:*")]
    [InlineData("my event/é😀", "Events", "my event/é😀", false, "events:my event/é😀")]
    [InlineData("entities", "Events", "entities", false, "events:entities")]
    [InlineData("Entities/x", "Events", "Entities/x", false, "events:Entities/x")]
    [InlineData("[1]", "Events", "[1]", false, "events:[1]")]
    [InlineData("message/zha/x", "Messages", "message/zha/x", false, null)]
    [InlineData("message/*", "Messages", "message/", true, null)]
    public void Topic_Accepted_HasItsPlan(string topic, string family, string prefix, bool isPattern, string? upstreamKey)
    {
        HomeAssistantTopics.TryParse(topic, None, out var plan, out var refusal).ShouldBeTrue(refusal);
        plan.ShouldBe(new HomeAssistantTopic
        {
            Canonical = topic,
            Family = Enum.Parse<HomeAssistantTopicFamily>(family),
            Prefix = prefix,
            IsPattern = isPattern,
            UpstreamKey = upstreamKey,
        });
        plan!.HasState.ShouldBe(plan.Family == HomeAssistantTopicFamily.Entities);
        refusal.ShouldBeNull();
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" x", "white space")]
    [InlineData("x\n", "white space")]
    [InlineData("x\u00a0", "white space")]
    [InlineData("a\u0007b", "control")]
    [InlineData("entities/", "light.hall")]
    [InlineData("entities/Foo", "light.hall")]
    [InlineData("entities/light", "light.hall")]
    [InlineData("entities/Light.hall", "light.hall")]
    [InlineData("entities/light.hall.x", "light.hall")]
    [InlineData("entities/light.", "light.hall")]
    [InlineData("entities/.hall", "light.hall")]
    [InlineData("entities/.*", "light.hall")]
    [InlineData("entities/*.hall", "light.hall")]
    [InlineData("entities/light.*x*", "light.hall")]
    [InlineData("entities/light.**", "light.hall")]
    [InlineData("entities/light.a.*", "light.hall")]
    [InlineData("entities/light.é", "light.hall")]
    [InlineData("message/", "message/")]
    [InlineData("message/a\u0001b", "control")]
    public void Topic_Refused_NamesTheFault(string topic, string named)
    {
        HomeAssistantTopics.TryParse(topic, None, out var plan, out var refusal).ShouldBeFalse();
        plan.ShouldBeNull();
        refusal.ShouldContain(named);
    }

    [Fact]
    public void Topic_HalfASurrogatePair_IsRefused()
    {
        foreach (var topic in (string[])["a\ud800", "\udc00\ud800", "\ud83d\ude00\ude00", "{\"type\":\"subscribe_\ud800\"}"])
        {
            HomeAssistantTopics.TryParse(topic, None, out _, out var refusal).ShouldBeFalse();
            refusal!.ShouldContain("surrogate");
        }
    }

    [Theory]
    [InlineData(64, "", true)]
    [InlineData(65, "", false)]
    [InlineData(64, "*", true)]
    [InlineData(65, "*", false)]
    public void EventType_Length_IsCountedInCharactersWithoutTheStar(int length, string end, bool accepted)
    {
        var topic = string.Concat(Enumerable.Repeat("😀", length)) + end;
        HomeAssistantTopics.TryParse(topic, None, out _, out var refusal).ShouldBe(accepted);
        if (!accepted)
            refusal!.ShouldContain("64");
    }

    [Fact]
    public void EntityAndMessage_TooLong_AreRefused()
    {
        HomeAssistantTopics.TryParse("entities/a." + new string('x', 253), None, out _, out _).ShouldBeTrue();
        HomeAssistantTopics.TryParse("entities/a." + new string('x', 254), None, out _, out var refusal).ShouldBeFalse();
        refusal.ShouldContain("255");
        HomeAssistantTopics.TryParse("message/" + new string('x', 256), None, out _, out refusal).ShouldBeFalse();
        refusal.ShouldContain("255");
    }
}
