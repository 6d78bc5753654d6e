using Gateway.Events;
using Gateway.Upstreams.Homey;

namespace Gateway.Tests.Upstreams.Homey;

public sealed class HomeyTopicsTests
{
    [Theory]
    [InlineData("homey:manager:flow")]
    [InlineData("homey:manager:devices")]
    [InlineData("homey:flow:77aa")]
    [InlineData("homey:app:com.athom.hue")]
    [InlineData("homey:device:3f1c:extra")]
    public void Plan_Uri_IsAskedAsItIs(string topic)
    {
        var plan = HomeyTopics.Plan(topic).Plan.ShouldNotBeNull();

        plan.Topic.ShouldBe(topic);
        plan.UpstreamKey.ShouldBe(topic);
        plan.Pattern.MatchesText(topic).ShouldBeTrue();
        plan.Pattern.IsWildcard.ShouldBeFalse();
        plan.HasState.ShouldBe(topic.StartsWith("homey:device:", StringComparison.Ordinal));
    }

    [Fact]
    public void Plan_AllDevices_IsAPatternThatCoversEveryDeviceAndNothingElse()
    {
        var plan = HomeyTopics.Plan("homey:device:*").Plan.ShouldNotBeNull();
        var one = HomeyTopics.Plan("homey:device:3f1c").Plan!;

        plan.Pattern.MatchesText("homey:device:3f1c").ShouldBeTrue();
        plan.Pattern.MatchesText("homey:manager:devices").ShouldBeFalse();
        plan.UpstreamKey.ShouldNotBe(one.UpstreamKey, StringComparer.Ordinal);
        plan.Feeds.ShouldBe(plan.Pattern);
        one.Feeds.ShouldBe(new TopicPattern(HomeyTopics.DeviceFamily, "homey:device:3f1c"));
        one.Pattern.Family.ShouldBe(plan.Pattern.Family);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("manager:flow", "homey:<what>:<id>")]
    [InlineData("homey:manager", "homey:<what>:<id>")]
    [InlineData("homey:device:", "homey:<what>:<id>")]
    [InlineData("homey::x", "homey:<what>:<id>")]
    [InlineData("entities/light.hall", "homey:<what>:<id>")]
    [InlineData("homey:flow:*", "homey:device:*")]
    [InlineData("homey:device:a*", "homey:device:*")]
    [InlineData("homey:*:flow", "homey:device:*")]
    [InlineData("homey:device:a b", "white space")]
    [InlineData("homey:device:a\n", "white space")]
    [InlineData("homey:device:\u0001", "control")]
    [InlineData("homey:device:\ud800", "surrogate")]
    public void Plan_NoUri_IsRefusedWithTheCure(string topic, string words)
    {
        var planning = HomeyTopics.Plan(topic);

        planning.Plan.ShouldBeNull();
        planning.Refusal.ShouldNotBeNull().ShouldContain(words);
    }

    [Fact]
    public void Plan_EndlessUri_IsRefused() =>
        HomeyTopics.Plan("homey:device:" + new string('a', 300)).Refusal.ShouldNotBeNull().ShouldContain("256");
}
