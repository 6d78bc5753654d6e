using Gateway.Upstreams.Deconz;

namespace Gateway.Tests.Upstreams.Deconz;

public sealed class DeconzTopicsTests
{
    [Theory]
    [InlineData("lights/3", "lights/3", "lights/31 lights/4 lights sensors/3")]
    [InlineData("sensors/*", "sensors/1 sensors/1001", "lights/1 sensors")]
    [InlineData("lights/1*", "lights/1 lights/12", "lights/2")]
    [InlineData("groups/1", "groups/1", "groups/10")]
    [InlineData("alarmsystems/1", "alarmsystems/1", "lights/1")]
    [InlineData("scenes/*", "scenes/1/2 scenes/3/1", "lights/1")]
    [InlineData("scenes/1/*", "scenes/1/2", "scenes/11/2 scenes/2/1")]
    [InlineData("scenes/1/2", "scenes/1/2", "scenes/1/21")]
    [InlineData("*", "lights/3 scenes/1/2 widgets/1 network", "")]
    public void Topic_ThatIsOne_MatchesItsOwn(string topic, string matched, string others)
    {
        var plan = DeconzTopics.Plan(topic).Plan.ShouldNotBeNull();

        plan.Topic.ShouldBe(topic);
        plan.Pattern.Family.ShouldBe(DeconzTopics.Family);
        foreach (var text in matched.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            plan.Pattern.MatchesText(text).ShouldBeTrue(text);
        }

        foreach (var text in others.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            plan.Pattern.MatchesText(text).ShouldBeFalse(text);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("lights")]
    [InlineData("lights/")]
    [InlineData("lights/*/state")]
    [InlineData("lights/1/state")]
    [InlineData("lights/*1")]
    [InlineData("light/1")]
    [InlineData("ligths/*")]
    [InlineData("lights/ü")]
    [InlineData("lights/..%2f")]
    [InlineData("scenes/1")]
    [InlineData("scenes/*/1")]
    [InlineData("scenes/1*/2")]
    [InlineData("**")]
    [InlineData("*/1")]
    public void Topic_ThatIsNone_IsRefusedWithTheCure(string topic) => DeconzTopics.Plan(topic).Refusal.ShouldNotBeNull().ShouldContain("/");

    [Fact]
    public void Topics_WithState_ShareOneKeyAndPromiseTheirValues()
    {
        var light = DeconzTopics.Plan("lights/1").Plan!;
        var sensors = DeconzTopics.Plan("sensors/*").Plan!;
        var scenes = DeconzTopics.Plan("scenes/*").Plan!;

        sensors.UpstreamKey.ShouldBe(light.UpstreamKey);
        light.HasState.ShouldBeTrue();
        DeconzTopics.Plan("*").Plan!.HasState.ShouldBeTrue();
        scenes.HasState.ShouldBeFalse();
        scenes.IsMadeGood.ShouldBeFalse();
    }
}
