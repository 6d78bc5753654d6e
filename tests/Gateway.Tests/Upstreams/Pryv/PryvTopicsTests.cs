using System.Text;
using Gateway.Upstreams.Pryv;

namespace Gateway.Tests.Upstreams.Pryv;

public sealed class PryvTopicsTests
{
    [Theory]
    [InlineData("events", true)]
    [InlineData("eventsChanged", true)]
    [InlineData("streamsChanged", true)]
    [InlineData("accessesChanged", true)]
    [InlineData("accessUpdated", false)]
    [InlineData("channelsChanged", true)]
    [InlineData("foldersChanged", true)]
    public void Plan_DialectNotKnown_TakesTheTopicsOfBoth(string topic, bool isMadeGood)
    {
        var plan = PryvTopics.Plan(topic, PryvDialect.Auto).Plan.ShouldNotBeNull();

        plan.Topic.ShouldBe(topic);
        plan.UpstreamKey.ShouldBe(topic);
        plan.HasState.ShouldBeFalse();
        plan.IsMadeGood.ShouldBe(isMadeGood);
        plan.Pattern.MatchesText(topic).ShouldBeTrue();
    }

    [Theory]
    [InlineData("channelsChanged", "Current", "streamsChanged")]
    [InlineData("foldersChanged", "Current", "accessUpdated")]
    [InlineData("events", "Legacy", "foldersChanged")]
    [InlineData("accessesChanged", "Legacy", "channelsChanged")]
    [InlineData("notificationsChanged", "Auto", "shared by all clients")]
    [InlineData("accessChanged", "Auto", "accessesChanged")]
    [InlineData("*", "Auto", "no patterns")]
    [InlineData("events/*", "Current", "no patterns")]
    [InlineData("", "Legacy", "channelsChanged")]
    public void Plan_TopicTheServerCannotHave_IsRefusedWithWhatItHas(string topic, string dialect, string words)
    {
        var planning = PryvTopics.Plan(topic, Enum.Parse<PryvDialect>(dialect));

        planning.Plan.ShouldBeNull();
        planning.Refusal!.ShouldContain(words);
    }

    [Fact]
    public void Find_ByItsBytes_IsTheSameTopicAsByItsName()
    {
        foreach (var name in (string[])["events", "eventsChanged", "streamsChanged", "accessesChanged", "accessUpdated", "channelsChanged", "foldersChanged"])
        {
            PryvTopics.Find(Encoding.UTF8.GetBytes(name)).ShouldBeSameAs(PryvTopics.Find(name).ShouldNotBeNull());
        }

        PryvTopics.Find("eventschanged"u8).ShouldBeNull();
    }
}
