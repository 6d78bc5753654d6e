using System.Text;
using Gateway.Upstreams.Deconz;

namespace Gateway.Tests.Upstreams.Deconz;

public sealed class DeconzDifferenceTests
{
    private const string Before = """
        {"lights":{"1":{"name":"A","uniqueid":"a","etag":"1","lastseen":"1","state":{"on":false,"bri":1}},"2":{"name":"B","uniqueid":"b","state":{"on":false}},"3":{"name":"C","uniqueid":"c","state":{"on":true}}},
         "sensors":{"1":{"name":"S","uniqueid":"s","state":{"temperature":1,"lastupdated":"1"}}},"groups":{"1":{"name":"G","scenes":[],"state":{"any_on":false}}}}
        """;

    private readonly DeconzTold _told = new();

    [Fact]
    public void NewSession_NothingChanged_TellsNothing()
    {
        _told.Begin(Before);
        _told.Forget();

        _told.Begin(Before.Replace("\"etag\":\"1\",\"lastseen\":\"1\"", "\"etag\":\"9\",\"lastseen\":\"9\"", StringComparison.Ordinal)
            .Replace("\"lastupdated\":\"1\"", "\"lastupdated\":\"9\"", StringComparison.Ordinal));

        _told.Names.ShouldBeEmpty();
    }

    [Fact]
    public void NewSession_TellsWhatDiffersAsAddedChangedAndDeleted()
    {
        _told.Begin(Before);
        _told.Forget();

        // 2 is gone, its number was given to another light; 3 is gone; 4 is new; 1 changed.
        _told.Begin("""
            {"lights":{"1":{"name":"A","uniqueid":"a","state":{"on":true,"bri":1}},"2":{"name":"D","uniqueid":"d","state":{"on":false}},"4":{"name":"E","uniqueid":"e","state":{"on":false}}},
             "sensors":{"1":{"name":"S","uniqueid":"s","state":{"temperature":1}}},"groups":{"1":{"name":"G","scenes":[],"state":{"any_on":false}}}}
            """);

        _told.Names.ShouldBe(["lights/2 deleted", "lights/3 deleted", "lights/1 changed", "lights/2 added", "lights/4 added"], ignoreOrder: true);
        _told.Names.ToList().IndexOf("lights/2 deleted").ShouldBeLessThan(_told.Names.ToList().IndexOf("lights/2 added"));
        _told.All.First(static told => told is { Topic: "lights/2", Name: "deleted" }).Data.ShouldBe("""{"t":"event","e":"deleted","r":"lights","id":"2","uniqueid":"b"}""");
        _told.All.First(static told => told is { Topic: "lights/4" }).Data.ShouldBe(
            """{"t":"event","e":"added","r":"lights","id":"4","uniqueid":"e","light":{"id":"4","name":"E","state":{"on":false}}}""");
        _told.ValueOf("lights/4")!.Value.Name.ShouldBe("changed");
        _told.Valued().ShouldBe(["groups/1", "lights/1", "lights/2", "lights/4", "sensors/1"]);
    }

    [Fact]
    public void NewSession_BeforeItIsAskedForAgain_TellsNothing()
    {
        _told.Begin(Before);
        _told.Forget();

        _told.Feed.BeginSession(Encoding.UTF8.GetBytes(Before.Replace("\"on\":true", "\"on\":false", StringComparison.Ordinal))).ShouldBe([DeconzTopics.StateKey]);
        _told.Add("""{"t":"event","e":"changed","r":"lights","id":"1","state":{"bri":50}}""");
        _told.Names.ShouldBeEmpty();

        _told.Feed.Watch(DeconzTopics.StateKey);
        _told.Names.ShouldBe(["lights/1 changed", "lights/3 changed"], ignoreOrder: true);
        _told.ValueOf("lights/1")!.Value.Data.ShouldContain("\"bri\":50");
    }

    [Fact]
    public void NewSession_FramesBeforeItIsAskedForAgain_AreToldThen()
    {
        _told.Begin(Before);
        _told.Forget();

        _told.Feed.BeginSession(Encoding.UTF8.GetBytes(Before));
        _told.Add("""{"t":"event","e":"deleted","r":"lights","id":"1","uniqueid":"a"}""");
        _told.Add("""{"t":"event","e":"added","r":"lights","id":"9","uniqueid":"n","light":{"name":"N","state":{"on":false}}}""");
        _told.Feed.Watch(DeconzTopics.StateKey);

        _told.Names.ShouldBe(["lights/1 deleted", "lights/9 added"]);
    }

    [Fact]
    public void NewSession_WithoutASection_ForgetsNothingOfIt()
    {
        _told.Begin(Before);
        _told.Forget();

        _told.Begin("""{"lights":{},"sensors":null}""");

        _told.Names.ShouldBe(["lights/1 deleted", "lights/2 deleted", "lights/3 deleted"], ignoreOrder: true);
    }

    [Fact]
    public void Comparison_FindsWhatWasNotTold_ButTakesBackNothingNewer()
    {
        _told.Begin(Before);
        _told.Forget();
        using var fetch = _told.Feed.BeginFetch();
        _told.Add("""{"t":"event","e":"changed","r":"lights","id":"1","state":{"bri":99}}""");
        _told.Add("""{"t":"event","e":"added","r":"lights","id":"9","uniqueid":"n","light":{"name":"N","state":{"on":false}}}""");
        _told.Forget();

        var untold = _told.Feed.Compare(Encoding.UTF8.GetBytes(Before.Replace("\"temperature\":1", "\"temperature\":2", StringComparison.Ordinal)
            .Replace("\"scenes\":[]", "\"scenes\":[{\"id\":\"1\"}]", StringComparison.Ordinal)));

        untold.ShouldBe(1);
        _told.Names.ShouldBe(["sensors/1 changed", "groups/1 changed"], ignoreOrder: true);
        _told.ValueOf("lights/1")!.Value.Data.ShouldContain("\"bri\":99");
        _told.ValueOf("lights/9").ShouldNotBeNull();
    }

    [Fact]
    public void Comparison_MemberThatOnlyFramesTell_IsNoDifferenceEachTime()
    {
        _told.Begin(Before);
        _told.Add("""{"t":"event","e":"changed","r":"lights","id":"1","state":{"onlyframe":1}}""");
        _told.Forget();

        _told.Feed.Compare(Encoding.UTF8.GetBytes(Before)).ShouldBe(0);

        _told.Names.ShouldBeEmpty();
        _told.ValueOf("lights/1")!.Value.Data.ShouldContain("onlyframe");
    }

    [Fact]
    public void Comparison_GroupOfAllLights_IsNeverListedAndNeverGone()
    {
        _told.Begin(Before);
        _told.Add("""{"t":"event","e":"changed","r":"groups","id":"0","state":{"any_on":true}}""").ShouldBeNull();
        _told.Forget();

        _told.Feed.Compare(Encoding.UTF8.GetBytes(Before));

        _told.Names.ShouldBeEmpty();
    }

    [Fact]
    public void NewSession_MemberThatIsGone_IsToldAndOutOfTheValue()
    {
        _told.Begin(Before);
        _told.Forget();

        _told.Begin(Before.Replace(",\"bri\":1", "", StringComparison.Ordinal));

        _told.Names.ShouldBe(["lights/1 changed"]);
        _told.ValueOf("lights/1")!.Value.Data.ShouldNotContain("bri");
    }

    [Fact]
    public void NewSession_SameValuesWrittenWider_AreNoDifference()
    {
        _told.Begin(Before.Replace("\"bri\":1", "\"bri\":1,\"xy\":[0.3,0.3],\"mode\":\"a b\"", StringComparison.Ordinal));
        _told.Forget();

        _told.Begin(Before.Replace("\"bri\":1", "\"bri\":1,\"xy\":[ 0.3, 0.3 ],\"mode\":\"a b\"", StringComparison.Ordinal));
        _told.Names.ShouldBeEmpty();

        // Inside a text a space is no matter of style.
        _told.Begin(Before.Replace("\"bri\":1", "\"bri\":1,\"xy\":[0.3,0.3],\"mode\":\"ab\"", StringComparison.Ordinal));
        _told.Names.ShouldBe(["lights/1 changed"]);
    }

    [Fact]
    public void NewSession_GroupOfAllLights_IsNotShownAsItWas()
    {
        _told.Begin(Before);
        _told.Add("""{"t":"event","e":"changed","r":"groups","id":"0","state":{"any_on":true}}""");
        _told.Forget();

        _told.Begin(Before);

        _told.Names.ShouldBe(["groups/0 deleted"]);
        _told.ValueOf("groups/0").ShouldBeNull();
    }

    [Fact]
    public void Snapshot_EntryThatCannotBeRead_IsNotGone()
    {
        _told.Begin(Before);
        _told.Forget();

        _told.Feed.Compare(Encoding.UTF8.GetBytes(Before.Replace("{\"name\":\"B\",\"uniqueid\":\"b\",\"state\":{\"on\":false}}", "null", StringComparison.Ordinal)));

        _told.Names.ShouldBeEmpty();
        _told.Feed.Odd.ShouldBe(1);
        _told.ValueOf("lights/2").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"lights\":{}")]
    [InlineData("{\"other\":{}}")]
    [InlineData("<html>")]
    public void Snapshot_ThatIsNone_IsRefused(string text) => DeconzSnapshot.IsGood(Encoding.UTF8.GetBytes(text)).ShouldBeFalse();

    [Fact]
    public void Snapshot_WithOneMoreSection_IsStillOne()
    {
        var both = DeconzSnapshot.With("{\"lights\":{}} \n"u8, "alarmsystems"u8, "{\"1\":{}}"u8);

        Encoding.UTF8.GetString(both).ShouldBe("{\"lights\":{},\"alarmsystems\":{\"1\":{}}}");
        DeconzSnapshot.Has(both, "alarmsystems"u8).ShouldBeTrue();
    }
}
