using System.Text;
using Gateway.Upstreams.Homey;

namespace Gateway.Tests.Upstreams.Homey;

public sealed class HomeyDevicesTests
{
    private const string Hall = """{"id":"a","name":"Hall","zone":"z1","lastSeenAt":"1","capabilitiesObj":{"onoff":{"value":true,"lastUpdated":"1"},"dim":{"value":0.42}}}""";
    private readonly HomeyDevicesRig _rig = new();

    [Fact]
    public void Apply_FirstList_GivesEachCapabilityAValue()
    {
        _rig.Apply($$"""{"a":{{Hall}}}""").ShouldBe(2);

        _rig.Take().ShouldBe(
        [
            """homey:device:a capability {"capabilityId":"onoff","value":true}""",
            """homey:device:a capability {"capabilityId":"dim","value":0.42}""",
        ]);
        _rig.Values().Count.ShouldBe(2);
    }

    [Fact]
    public void Apply_SameListAgain_TellsNothing()
    {
        _rig.Apply($$"""{"a":{{Hall}}}""");
        _rig.Take();

        _rig.Apply($$"""{"a":{{Hall.Replace("\"lastSeenAt\":\"1\"", "\"lastSeenAt\":\"2\"", StringComparison.Ordinal)}}}""").ShouldBe(0);

        _rig.Take().ShouldBeEmpty();
    }

    [Fact]
    public void Apply_AfterEvents_ComparesWithWhatTheyToldAndNotWithTheOldList()
    {
        _rig.Apply($$"""{"a":{{Hall}}}""");
        _rig.Capability("a", "dim", "0.9");
        _rig.Take();

        _rig.Apply($$"""{"a":{{Hall.Replace("0.42", "0.9", StringComparison.Ordinal)}}}""").ShouldBe(0);
        _rig.Apply($$"""{"a":{{Hall}}}""").ShouldBe(1);

        _rig.Take().ShouldBe(["""homey:device:a capability {"capabilityId":"dim","value":0.42}"""]);
    }

    [Fact]
    public void Apply_EventSinceTheListWasAskedFor_Stands()
    {
        _rig.Apply($$"""{"a":{{Hall}}}""");
        var asked = _rig.Now;
        _rig.Capability("a", "onoff", "false");
        _rig.Take();

        _rig.Apply($$"""{"a":{{Hall}}}""", asked).ShouldBe(0);

        _rig.Values().ShouldContain(static value => value == """homey:device:a {"capabilityId":"onoff","value":false,"transactionId":"t"}""");
    }

    [Fact]
    public void Apply_DeviceThatNobodyHolds_IsNotKept()
    {
        _rig.Apply($$"""{"a":{{Hall}},"b":{{Hall}}}""", since: null, "b");

        _rig.Take().ShouldAllBe(static line => line.StartsWith("homey:device:b ", StringComparison.Ordinal));
        _rig.Values("homey:device:a").ShouldBeEmpty();
    }

    [Fact]
    public void Apply_DeviceGone_IsDeletedOnceWithAllItsValues()
    {
        _rig.Apply($$$"""{"a":{{{Hall}}},"b":{"id":"b","name":"Button"}}""");
        _rig.Take();

        _rig.Apply("{}").ShouldBe(2);
        _rig.Apply("{}").ShouldBe(0);

        _rig.Take().ShouldBe(["""homey:device:a delete {"id":"a"}""", """homey:device:b delete {"id":"b"}"""], ignoreOrder: true);
        _rig.Values().ShouldBeEmpty();
    }

    [Fact]
    public void Apply_CapabilityGone_IsRemovedAndSaidSo()
    {
        _rig.Apply($$"""{"a":{{Hall}}}""");
        _rig.Take();

        _rig.Apply("""{"a":{"capabilitiesObj":{"onoff":{"value":true}}}}""").ShouldBe(1);

        _rig.Take().ShouldBe(["""homey:device:a capability {"capabilityId":"dim","value":null}"""]);
        _rig.Values().Count.ShouldBe(1);
    }

    [Fact]
    public void Apply_RegistryHadLetGo_GivesTheValuesAgain()
    {
        _rig.Apply($$"""{"a":{{Hall}}}""");
        _rig.Forget("homey:device:a");
        _rig.Take();

        _rig.Apply($$"""{"a":{{Hall}}}""").ShouldBe(2);
        _rig.Values("homey:device:a").Count.ShouldBe(2);
    }

    [Fact]
    public void Apply_RenamedInTheGap_IsAnUpdateWithTheDevice()
    {
        var renamed = Hall.Replace("Hall", "Corridor", StringComparison.Ordinal);
        _rig.Apply($$"""{"a":{{Hall}}}""");
        _rig.Take();

        _rig.Apply($$"""{"a":{{renamed}}}""").ShouldBe(1);

        _rig.Take().ShouldBe([$"homey:device:a update {renamed}"]);
    }

    [Fact]
    public void Apply_RenamedByAnEventBefore_IsNotToldAgain()
    {
        _rig.Apply($$"""{"a":{{Hall}}}""");
        _rig.Event("homey:device:a", "\"update\"", """{"id":"a","name":"Corridor"}""");
        _rig.Take();

        _rig.Apply($$"""{"a":{{Hall.Replace("Hall", "Corridor", StringComparison.Ordinal)}}}""").ShouldBe(0);
    }

    [Fact]
    public void Apply_RenamedSinceTheListWasAskedFor_TheEventStands()
    {
        _rig.Apply($$"""{"a":{{Hall}}}""");
        var asked = _rig.Now;
        _rig.Event("homey:device:a", "\"update\"", """{"id":"a","name":"Corridor"}""");
        _rig.Take();

        _rig.Apply($$"""{"a":{{Hall}}}""", asked).ShouldBe(0);
        _rig.Apply($$"""{"a":{{Hall.Replace("Hall", "Corridor", StringComparison.Ordinal)}}}""").ShouldBe(0);
        _rig.Apply($$"""{"a":{{Hall}}}""").ShouldBe(1);
    }

    [Fact]
    public void Forget_DeviceThatNobodyHolds_IsNotDeletedLater()
    {
        _rig.Apply("""{"b":{"id":"b","name":"Button"}}""");
        using (_rig.Stream.Enter())
        {
            _rig.Feed.Devices.Forget(static _ => false);
        }

        _rig.Apply("{}").ShouldBe(0);
    }

    [Fact]
    public void Delete_ByManagerAndByDevice_IsToldOnce()
    {
        _rig.Apply($$"""{"a":{{Hall}},"b":{{Hall}}}""");
        _rig.Take();

        _rig.Deleted("a");
        _rig.Event("homey:device:a", "\"delete\"", """{"id":"a"}""");
        _rig.Event("homey:device:b", "\"delete\"", """{"id":"b"}""");
        _rig.Deleted("b");
        _rig.Deleted("unknown");

        _rig.Take().ShouldBe(["""homey:device:a delete {"id":"a"}""", """homey:device:b delete {"id":"b"}"""]);
        _rig.Values().ShouldBeEmpty();
    }

    [Fact]
    public void Apply_ListOlderThanADeletion_DoesNotRaiseTheDead()
    {
        _rig.Apply($$"""{"a":{{Hall}}}""");
        var asked = _rig.Now;
        _rig.Deleted("a");
        _rig.Take();

        _rig.Apply($$"""{"a":{{Hall}}}""", asked).ShouldBe(0);
        _rig.Apply($$"""{"a":{{Hall}}}""").ShouldBe(2);
    }

    [Fact]
    public void Event_CapabilityWithoutAnId_IsPassedOnAndNotKept()
    {
        _rig.Event("homey:device:a", "\"capability\"", """{"value":1}""");
        _rig.Event("homey:device:a", "\"capability\"");
        _rig.Event("homey:device:a", "\"whatever\"", "[1]", "2", "{\"x\":3}");

        _rig.Take().ShouldBe(
            ["""homey:device:a capability {"value":1}""", "homey:device:a capability null", "homey:device:a whatever [1]"]);
        _rig.Values().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{\"a\":")]
    public void List_ThatIsNone_IsRefused(string json) => HomeyDeviceList.Read(Encoding.UTF8.GetBytes(json)).ShouldBeNull();

    [Fact]
    public void List_WithOddEntries_LeavesThemOut()
    {
        var list = HomeyDeviceList.Read("""{"a":{},"*":{},"b c":{},"":{},"d":7,"\ud800":{},"e":{"x":[1,{}]}}"""u8.ToArray()).ShouldNotBeNull();

        list.Devices.Keys.ShouldBe(["a", "e"]);
        list.LeftOut.ShouldBe(5);
    }

    [Fact]
    public void List_OfMoreThanAnyHouseHas_IsBounded()
    {
        var json = "{" + string.Join(',', Enumerable.Range(0, HomeyDeviceList.MaxDevices + 7).Select(static id => $"\"{id}\":{{}}")) + "}";

        var list = HomeyDeviceList.Read(Encoding.UTF8.GetBytes(json)).ShouldNotBeNull();

        list.Devices.Count.ShouldBe(HomeyDeviceList.MaxDevices);
        list.LeftOut.ShouldBe(7);
    }
}
