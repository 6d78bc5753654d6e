using Gateway.Upstreams.Deconz;

namespace Gateway.Tests.Upstreams.Deconz;

public sealed class DeconzPressTests
{
    private const string House = """{"sensors":{"12":{"name":"Remote","uniqueid":"u","state":{"buttonevent":1002,"lastupdated":"2026-01-02T10:00:00.000"},"config":{"battery":70}}}}""";

    private readonly DeconzTold _told = new();

    [Fact]
    public void Press_SentTwice_IsOnePress()
    {
        _told.Begin(House);
        _told.Forget();

        _told.Add(DeconzFrames.Frame("[sensors] button"));
        _told.Add(DeconzFrames.Frame("[sensors] same button again"));

        _told.Names.ShouldBe(["sensors/12 changed"]);
        _told.Feed.Suppressed.ShouldBe(1);
    }

    [Fact]
    public void Press_OfTheSameButtonLater_IsAnother()
    {
        _told.Begin(House);
        _told.Forget();

        _told.Add(Press(1002, "2026-01-02T10:11:12.345"));
        _told.Add(Press(1002, "2026-01-02T10:11:13.000"));
        _told.Add(Press(1003, "2026-01-02T10:11:13.000"));

        _told.Names.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("none")]
    [InlineData(null)]
    public void Press_WithoutATime_IsAlwaysAPress(string? time)
    {
        _told.Begin(House);
        _told.Forget();

        _told.Add(Press(1002, time));
        _told.Add(Press(1002, time));

        _told.Names.Count.ShouldBe(2);
    }

    [Fact]
    public void Press_IsNeverPartOfTheValue_AndNothingStandsForIt()
    {
        _told.Begin(House);

        _told.Add(Press(1002, "2026-01-02T10:11:12.345"));
        var pressed = _told.LastData;
        _told.Add("""{"t":"event","e":"changed","r":"sensors","id":"12","config":{"battery":60}}""");

        pressed.ShouldContain("\"buttonevent\":1002");
        _told.ValueOf("sensors/12")!.Value.Data.ShouldNotContain("buttonevent");
        _told.ValueOf("sensors/12")!.Value.Data.ShouldContain("10:11:12.345");
    }

    [Fact]
    public void Press_RepeatedBesideSomethingNew_IsToldWithoutThePress()
    {
        _told.Begin(House);
        _told.Add(Press(1002, "2026-01-02T10:11:12.345"));
        _told.Forget();

        _told.Add("""{"t":"event","e":"changed","r":"sensors","id":"12","state":{"buttonevent":1002,"lastupdated":"2026-01-02T10:11:12.345","lowbattery":true}}""");

        _told.Names.ShouldBe(["sensors/12 changed"]);
        _told.LastData.ShouldContain("lowbattery");
        _told.LastData.ShouldNotContain("buttonevent");
    }

    [Fact]
    public void Press_BesideSomethingNew_IsToldAndTheRestIsInTheValue()
    {
        _told.Begin(House);
        _told.Forget();

        _told.Add("""{"t":"event","e":"changed","r":"sensors","id":"12","state":{"buttonevent":1002,"lastupdated":"2026-01-02T10:11:12.345","gesture":3}}""");

        _told.All.Count(static told => told.Data.Contains("buttonevent", StringComparison.Ordinal)).ShouldBe(1);
        _told.ValueOf("sensors/12")!.Value.Data.ShouldContain("\"gesture\":3");
        _told.ValueOf("sensors/12")!.Value.Data.ShouldNotContain("buttonevent");
    }

    [Fact]
    public void Press_OldOneReplayedByARestartedGateway_IsNotTold()
    {
        _told.Begin(House);
        _told.Forget();
        _told.Time.Advance(TimeSpan.FromSeconds(3));

        _told.Add(Press(1002, "2026-01-02T10:00:00.000"));

        _told.Names.ShouldBeEmpty();
    }

    [Fact]
    public void Press_ThatTheSnapshotShowsJustBeforeItsFrame_IsTold()
    {
        _told.Begin(HouseAt("2026-01-02T10:05:01").Replace("10:00:00.000", "10:05:00.000", StringComparison.Ordinal));
        _told.Forget();

        _told.Add(Press(1002, "2026-01-02T10:05:00.000"));

        _told.Names.ShouldBe(["sensors/12 changed"]);
    }

    [Theory]
    [InlineData("2026-01-02T10:05:00")]
    [InlineData("none")]
    public void Press_ThatWasOldInTheSnapshotAlready_IsNotTold_HoweverSoonItIsReplayed(string hubsClock)
    {
        _told.Begin(HouseAt(hubsClock));
        _told.Forget();

        _told.Add(Press(1002, "2026-01-02T10:00:00.000"));

        _told.Names.ShouldBeEmpty();
    }

    [Fact]
    public void Press_ThatAFetchShowsJustBeforeItsFrame_IsTold()
    {
        _told.Begin(HouseAt("2026-01-02T10:05:01"));
        _told.Time.Advance(TimeSpan.FromMinutes(1));
        _told.Add(Press(1000, "2026-01-02T10:06:00.100").Replace("\"12\",\"uniqueid\":\"u\"", "\"13\",\"uniqueid\":\"v\"", StringComparison.Ordinal)).ShouldBe("sensors/13");
        _told.Forget();

        _told.Feed.Put("sensors/13"u8, """{"uniqueid":"v","state":{"buttonevent":1002,"lastupdated":"2026-01-02T10:06:00.800"}}"""u8).ShouldBeTrue();
        _told.Add(Press(1002, "2026-01-02T10:06:00.800").Replace("\"12\",\"uniqueid\":\"u\"", "\"13\",\"uniqueid\":\"v\"", StringComparison.Ordinal));

        _told.All.Count(static told => told.Data.Contains("1002", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void Presses_ReplayedAfterOthers_AreNotToldAgain()
    {
        _told.Begin(House);
        _told.Forget();

        for (var round = 0; round < 2; round++)
        {
            _told.Add(Press(1002, "2026-01-02T10:11:12.345"));
            _told.Add(Press(2002, "2026-01-02T10:11:13.345"));
        }

        _told.Names.Count.ShouldBe(2);
        _told.Feed.Suppressed.ShouldBe(2);
    }

    [Fact]
    public void Press_ReplayedUnderANewNumberAfterARestart_IsNotToldAgain()
    {
        _told.Begin(House);
        _told.Add(Press(1002, "2026-01-02T10:11:12.345"));
        var epoch = _told.Stream.Cursor.Epoch;

        _told.Begin(House.Replace("\"12\"", "\"15\"", StringComparison.Ordinal).Replace("10:00:00.000", "10:11:12.345", StringComparison.Ordinal));
        _told.Forget();
        _told.Add(Press(1002, "2026-01-02T10:11:12.345").Replace("\"12\"", "\"15\"", StringComparison.Ordinal));

        _told.Names.ShouldBeEmpty();
        _told.Stream.Cursor.Epoch.ShouldBe(epoch);
    }

    [Fact]
    public void Press_InAGap_MakesNoEventButEndsTheEpoch()
    {
        _told.Begin(House);
        _told.Begin(House);
        var epoch = _told.Stream.Cursor.Epoch;
        _told.Forget();

        _told.Begin(House.Replace("10:00:00.000", "10:30:00.000", StringComparison.Ordinal));

        _told.Names.ShouldBeEmpty();
        _told.Stream.Cursor.Epoch.ShouldNotBe(epoch, StringComparer.Ordinal);
    }

    [Fact]
    public void Gap_WithoutAPress_KeepsTheEpoch_UnlessEverythingWasWatched()
    {
        _told.Begin(House);
        var epoch = _told.Stream.Cursor.Epoch;
        _told.Begin(House, DeconzTopics.AllKey);
        _told.Stream.Cursor.Epoch.ShouldBe(epoch);

        _told.Begin(House);

        _told.Stream.Cursor.Epoch.ShouldNotBe(epoch, StringComparer.Ordinal);
    }

    /// <summary>The house with the gateway's own clock beside.</summary>
    private static string HouseAt(string clock) => $$$"""{"config":{"UTC":"{{{clock}}}"},{{{House[1..]}}}""";

    private static string Press(int button, string? time) =>
        $$$"""{"t":"event","e":"changed","r":"sensors","id":"12","uniqueid":"u","state":{"buttonevent":{{{button}}}{{{(time is null ? "" : $",\"lastupdated\":\"{time}\"")}}}}}""";
}
