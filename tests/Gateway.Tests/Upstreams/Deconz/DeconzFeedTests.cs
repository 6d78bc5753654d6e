using System.Text;
using Gateway.Upstreams.Deconz;

namespace Gateway.Tests.Upstreams.Deconz;

public sealed class DeconzFeedTests
{
    private const string House = """
        {"config":{"name":"x"},
         "lights":{"4":{"etag":"1","name":"Desk","lastseen":"2026-01-01T00:00Z","type":"Dimmable light","uniqueid":"00:17:88:01:02:03:04:05-0b","state":{"on":false,"bri":1,"reachable":true},"config":{"a":1},"capabilities":{"color":{"ct":{"min":1}}}}},
         "sensors":{"12":{"etag":"1","name":"Remote","type":"ZHASwitch","uniqueid":"00:0d:6f:00:aa:bb:cc:dd-01-1000","state":{"buttonevent":1002,"lastupdated":"2026-01-02T10:11:12.345"},"config":{"battery":70}}},
         "groups":{"3":{"etag":"1","name":"Kitchen","lights":["4"],"action":{"on":false},"state":{"all_on":false,"any_on":false}}},
         "alarmsystems":{"1":{"name":"default","state":{"armstate":"disarmed"},"config":{"configured":true}}}}
        """;

    private readonly DeconzTold _told = new();

    [Fact]
    public void Snapshot_OfEachKind_IsAValueInTheShapeOfTheHubsOwnMessages()
    {
        _told.Begin(House);

        _told.Names.ShouldBe(["lights/4 changed", "sensors/12 changed", "groups/3 changed", "alarmsystems/1 changed"]);
        _told.ValueOf("lights/4")!.Value.Data.ShouldBe(
            """{"t":"event","e":"changed","r":"lights","id":"4","uniqueid":"00:17:88:01:02:03:04:05-0b","name":"Desk","state":{"on":false,"bri":1,"reachable":true},"config":{"a":1},"attr":{"name":"Desk","lastseen":"2026-01-01T00:00Z","type":"Dimmable light"},"capabilities":{"color":{"ct":{"min":1}}}}""");
        _told.ValueOf("groups/3")!.Value.Data.ShouldBe(
            """{"t":"event","e":"changed","r":"groups","id":"3","name":"Kitchen","lights":["4"],"action":{"on":false},"state":{"all_on":false,"any_on":false}}""");
        _told.ValueOf("alarmsystems/1")!.Value.Data.ShouldBe(
            """{"t":"event","e":"changed","r":"alarmsystems","id":"1","name":"default","state":{"armstate":"disarmed"},"config":{"configured":true},"attr":{"name":"default"}}""");
    }

    [Fact]
    public void Snapshot_OfAButton_ShowsNoPress()
    {
        _told.Begin(House);

        _told.ValueOf("sensors/12")!.Value.Data.ShouldContain("\"lastupdated\"");
        _told.All.ShouldNotContain(static told => told.Data.Contains("buttonevent"));
    }

    [Fact]
    public void Change_OfAPart_IsToldUntouchedAndMergedIntoTheValue()
    {
        _told.Begin(House);
        _told.Forget();
        const string frame = """{ "t":"event", "e":"changed", "r":"lights", "id":"4", "uniqueid":"00:17:88:01:02:03:04:05-0b", "state":{"bri":90} }""";

        _told.Add(frame).ShouldBeNull();

        _told.All.ShouldBe([("lights/4", "changed", frame)]);
        DeconzTold.Json(_told.ValueOf("lights/4")!.Value.Data)["state"]!.ToJsonString().ShouldBe("""{"on":false,"bri":90,"reachable":true}""");
    }

    [Theory]
    [InlineData("[lights] capabilities", "lights/4", "capabilities", """{"color":{"ct":{"min":153,"max":500}}}""")]
    [InlineData("[sensors] config", "sensors/12", "config", """{"battery":71,"on":true,"reachable":true}""")]
    [InlineData("[sensors] rename, old flat form", "sensors/12", "name", "\"Hall remote\"")]
    [InlineData("[sensors] rename, new nested form", "sensors/12", "name", "\"Hall remote\"")]
    [InlineData("[sensors] rename, old flat form", "sensors/12", "attr", """{"name":"Hall remote","type":"ZHASwitch"}""")]
    [InlineData("[sensors] rename, new nested form", "sensors/12", "attr", """{"name":"Hall remote","type":"ZHASwitch"}""")]
    [InlineData("[groups] derived state", "groups/3", "state", """{"all_on":false,"any_on":true}""")]
    [InlineData("[groups] flat attribute", "groups/3", "name", "\"Kitchen\"")]
    [InlineData("[alarmsystems] state", "alarmsystems/1", "state", """{"armstate":"armed_away","seconds_remaining":0}""")]
    public void Change_OfTheVectors_IsInTheValue(string note, string topic, string member, string expected)
    {
        _told.Begin(House);

        _told.Add(DeconzFrames.Frame(note));

        DeconzTold.Json(_told.ValueOf(topic)!.Value.Data)[member]!.ToJsonString().ShouldBe(expected);
    }

    [Fact]
    public void Added_LightWithEverything_IsToldOnceAndItsValueIsNamedChanged()
    {
        _told.Begin(House);
        _told.Forget();

        _told.Add(DeconzFrames.Frame("[lights] added")).ShouldBeNull();

        _told.Names.ShouldBe(["lights/7 added"]);
        var (name, data) = _told.ValueOf("lights/7")!.Value;
        name.ShouldBe("changed");
        data.ShouldBe("""{"t":"event","e":"changed","r":"lights","id":"7","uniqueid":"00:17:88:01:02:03:04:09-0b","name":"Desk","state":{"on":false,"bri":1},"attr":{"name":"Desk","type":"Dimmable light"}}""");
    }

    [Fact]
    public void Added_GroupWithItsIdOnly_MustBeFetchedAndIsThenTold()
    {
        _told.Begin(House);
        _told.Forget();

        _told.Add(DeconzFrames.Frame("[groups] added")).ShouldBe("groups/9");
        _told.Feed.Put("groups/9"u8, """{"name":"Attic","lights":[],"state":{"all_on":false,"any_on":false}}"""u8).ShouldBeTrue();

        _told.Names.ShouldBe(["groups/9 added", "groups/9 changed"]);
        _told.ValueOf("groups/9")!.Value.Data.ShouldContain("\"name\":\"Attic\"");
    }

    [Fact]
    public void Fetched_WhileSomethingNewerWasHeard_IsNotTakenIn()
    {
        _told.Begin(House);
        using var fetch = _told.Feed.BeginFetch();
        _told.Add("""{"t":"event","e":"changed","r":"groups","id":"3","name":"New"}""");

        _told.Feed.Put("groups/3"u8, """{"name":"Old"}"""u8).ShouldBeFalse();

        _told.ValueOf("groups/3")!.Value.Data.ShouldContain("\"New\"");
    }

    [Fact]
    public void Deleted_LeavesNoValue()
    {
        _told.Begin(House);
        _told.Forget();
        _told.Add("""{"t":"event","e":"deleted","r":"lights","id":"4","uniqueid":"00:17:88:01:02:03:04:05-0b"}""");

        _told.Names.ShouldBe(["lights/4 deleted"]);
        _told.ValueOf("lights/4").ShouldBeNull();
    }

    [Fact]
    public void Change_OfAThingNeverHeardOf_IsToldAndFetchedOnce()
    {
        _told.Begin(House);
        const string frame = """{"t":"event","e":"changed","r":"lights","id":"8","state":{"on":true}}""";

        _told.Add(frame).ShouldBe("lights/8");
        _told.Add(frame).ShouldBeNull();

        _told.ValueOf("lights/8")!.Value.Data.ShouldBe("""{"t":"event","e":"changed","r":"lights","id":"8","state":{"on":true}}""");
    }

    [Fact]
    public void Change_OfAnotherThingUnderTheSameNumber_ForgetsTheOldOne()
    {
        _told.Begin(House);

        _told.Add("""{"t":"event","e":"changed","r":"lights","id":"4","uniqueid":"other","state":{"on":true}}""").ShouldBe("lights/4");

        _told.ValueOf("lights/4")!.Value.Data.ShouldBe("""{"t":"event","e":"changed","r":"lights","id":"4","uniqueid":"other","state":{"on":true}}""");
    }

    [Fact]
    public void UniqueId_WithCharactersThatJsonEscapes_StaysJson()
    {
        _told.Begin("""{"sensors":{"1":{"uniqueid":"a\"b\\","state":{"x":1}}}}""");

        DeconzTold.Json(_told.LastData)["uniqueid"]!.GetValue<string>().ShouldBe("a\"b\\");
        _told.Add("""{"t":"event","e":"changed","r":"sensors","id":"1","uniqueid":"a\"b\\","state":{"x":2}}""").ShouldBeNull();
    }

    [Fact]
    public void Heard_AgainAndAgain_IsToldOnceAMinutePerDevice()
    {
        _told.Begin(House);
        _told.Forget();
        for (var second = 0; second < 120; second++)
        {
            _told.Add($$$"""{"t":"event","e":"changed","r":"lights","id":"4","attr":{"lastseen":"2026-01-02T10:{{{second / 60:00}}}:{{{second % 60:00}}}Z"}}""");
            _told.Time.Advance(TimeSpan.FromSeconds(1));
        }

        _told.Names.ShouldBe(["lights/4 changed", "lights/4 changed"]);
        _told.Feed.Suppressed.ShouldBe(118);

        // Whatever comes next tells the newest time with it.
        _told.Add("""{"t":"event","e":"changed","r":"lights","id":"4","state":{"bri":3}}""");
        DeconzTold.Json(_told.ValueOf("lights/4")!.Value.Data)["attr"]!["lastseen"]!.GetValue<string>().ShouldBe("2026-01-02T10:01:59Z");
    }

    [Fact]
    public void Heard_WithAllAttributesUnchanged_IsNoMoreThanHeard()
    {
        _told.Begin(House);
        _told.Add("""{"t":"event","e":"changed","r":"lights","id":"4","attr":{"lastseen":"1","name":"Desk","type":"Dimmable light"}}""");
        _told.Forget();

        _told.Add("""{"t":"event","e":"changed","r":"lights","id":"4","attr":{"id":"4","lastseen":"2","name":"Desk","type":"Dimmable light"}}""");
        _told.Names.ShouldBeEmpty();
        _told.Add("""{"t":"event","e":"changed","r":"lights","id":"4","attr":{"lastseen":"3","name":"Other","type":"Dimmable light"}}""");
        _told.Names.ShouldBe(["lights/4 changed"]);
    }

    [Fact]
    public void Occurrences_OfSceneAndUnknownKinds_GoToThoseWhoAskedForThem()
    {
        _told.Begin(House, DeconzTopics.ScenesKey);

        _told.Add(DeconzFrames.Frame("[scenes] called"));
        _told.Add(DeconzFrames.Frame("[unknown]"));
        _told.Add("""{"t":"event","e":"changed","r":"lights","id":"4","state":{"on":true}}""");
        _told.Names.ShouldBe(["scenes/3/2 scene-called"]);

        _told.Feed.Watch(DeconzTopics.AllKey);
        _told.Forget();
        _told.Add(DeconzFrames.Frame("[unknown]"));
        _told.Add("""{"t":"event","e":"down","r":"network"}""");
        _told.Names.ShouldBe(["widgets/1 renamed", "network down"]);
        _told.Feed.Odd.ShouldBe(3);
    }

    [Fact]
    public void Value_AfterTheRegistryLetGo_IsToldAgainAtTheNextWatch()
    {
        _told.Begin(House);
        _told.Feed.Unwatch(DeconzTopics.StateKey);
        using (_told.Stream.Enter())
        {
            _told.Stream.Forget(DeconzTopics.Everything, static _ => false);
        }

        _told.Add("""{"t":"event","e":"changed","r":"lights","id":"4","state":{"bri":77}}""");
        _told.Valued().ShouldBeEmpty();
        _told.Forget();

        _told.Feed.Watch(DeconzTopics.StateKey);
        _told.Names.ShouldBe(["lights/4 changed", "sensors/12 changed", "groups/3 changed", "alarmsystems/1 changed"], ignoreOrder: true);
        _told.ValueOf("lights/4")!.Value.Data.ShouldContain("\"bri\":77");

        _told.Forget();
        _told.Feed.Watch(DeconzTopics.AllKey);
        _told.Names.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("{\"t\":\"event\"}")]
    [InlineData("{\"e\":\"changed\",\"r\":\"li/ghts\",\"id\":\"1\"}")]
    [InlineData("{\"e\":\"changed\",\"r\":{},\"id\":\"1\"}")]
    [InlineData("{\"r\":\"lights\",\"id\":\"1\"}")]
    [InlineData("{\"e\":\"changed\",\"r\":\"lights\",\"id\":\"1\"}x")]
    public void Frame_ThatIsNone_IsRefused(string text) => DeconzFrame.TryRead(Encoding.UTF8.GetBytes(text), out _, out _).ShouldBeFalse();

    [Fact]
    public void Frame_OfBrokenUtf8OrTooDeep_IsRefused()
    {
        DeconzFrame.TryRead([.. "{\"e\":\"changed\",\"r\":\"lights\",\"x\":\""u8, 0xFF, .. "\"}"u8], out _, out _).ShouldBeFalse();
        var deep = "{\"e\":\"changed\",\"r\":\"lights\",\"id\":\"1\",\"x\":" + new string('[', 70) + new string(']', 70) + "}";
        DeconzFrame.TryRead(Encoding.UTF8.GetBytes(deep), out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void Frame_WithOddParts_NeverFails()
    {
        _told.Begin(House);
        foreach (var part in (string[])["1", "null", "[]", "\"x\"", "{}"])
        {
            foreach (var name in (string[])["state", "config", "attr", "capabilities", "light", "name", "uniqueid", "gid"])
            {
                _told.Add($$"""{"t":"event","e":"changed","r":"lights","id":"4","{{name}}":{{part}}}""");
                _told.Add($$"""{"t":"event","e":"added","r":"groups","id":"4","{{name}}":{{part}}}""");
            }
        }

        foreach (var (_, _, data) in _told.All)
        {
            DeconzTold.Json(data)["r"].ShouldNotBeNull();
        }

        DeconzTold.Json(_told.ValueOf("lights/4")!.Value.Data)["id"]!.GetValue<string>().ShouldBe("4");
    }

    [Fact]
    public void Members_WithoutEnd_AreBounded()
    {
        _told.Begin(House);
        for (var i = 0; i < 2_000; i++)
        {
            _told.Add($$$"""{"t":"event","e":"changed","r":"lights","id":"4","state":{"x{{{i}}}":1}}""");
        }

        DeconzTold.Json(_told.ValueOf("lights/4")!.Value.Data)["state"]!.AsObject().Count.ShouldBe(256);
        _told.Names.Count.ShouldBe(2_004);
    }
}
