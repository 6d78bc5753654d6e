using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Upstreams.HomeAssistant;
using Xunit.Abstractions;

namespace Gateway.Tests.Upstreams.HomeAssistant;

public sealed class HomeAssistantEntitiesTests(ITestOutputHelper output)
{
    private const string Hall = """
        {"a":{"light.hall":{"s":"on","a":{"min":20.0,"name":"Café 😀","brightness":84},"c":{"id":"A","parent_id":"P","user_id":"U"},"lc":1795226769.09024,"lu":1795226771.104268}}}
        """;

    private readonly HomeAssistantHouse _house = new();

    [Fact]
    public void Snapshot_Captured_EqualsTheStateTheHubItselfWrites()
    {
        _house.Snapshot(HomeAssistantFrames.EventOf("[entities] snapshot")).Count.ShouldBe(3);

        using var trigger = JsonDocument.Parse(HomeAssistantFrames.EventOf("[trigger] no event_type"));
        var written = trigger.RootElement.GetProperty("variables").GetProperty("trigger").GetProperty("from_state").GetRawText();
        _house.State("input_boolean.den_switch").ShouldBe(written);
    }

    [Fact]
    public void Snapshot_RebuiltFromGetStates_IsByteForByteGetStates()
    {
        using var states = JsonDocument.Parse(HomeAssistantFrames.Noted("[main] snapshot: ISO").Text);
        foreach (var state in states.RootElement.GetProperty("result").EnumerateArray())
        {
            var time = state.GetProperty("last_changed").GetDateTimeOffset().UtcTicks - DateTime.UnixEpoch.Ticks;
            var epoch = ((double)(time / 1e7m)).ToString("R", CultureInfo.InvariantCulture);
            var id = state.GetProperty("entity_id").GetString()!;
            var full = $"\"s\":{Raw("state")},\"a\":{Raw("attributes")},\"c\":{Raw("context")},\"lc\":{epoch}";
            _house.Snapshot("{\"a\":{\"" + id + "\":{" + full + "}}}");
            _house.State(id).ShouldBe(state.GetRawText());

            string Raw(string name) => state.GetProperty(name).GetRawText();
        }
    }

    [Fact]
    public void Diffs_Captured_EndInTheStateOfTheHub()
    {
        _house.Snapshot(HomeAssistantFrames.EventOf("[entities] snapshot"));
        _house.Diff(HomeAssistantFrames.EventOf("[entities] diff: state changed")).Single().State.ShouldBe(
            """{"entity_id":"input_number.den_level","state":"44.0","attributes":{"initial":20.0,"editable":false,"min":0.0,"max":100.0,"step":1.0,"mode":"slider","friendly_name":"Den Level"},"last_changed":"2026-11-21T02:06:16.949744+00:00","last_updated":"2026-11-21T02:06:16.949744+00:00","context":{"id":"01M7XXNDBNMH0JNFBQEFBQ76PJ","parent_id":null,"user_id":"ca54c5360c6c4c5bb8a55f618aab72a7"}}""");
        _house.Diff(HomeAssistantFrames.EventOf("[entities] diff: attribute only")).Single().State.ShouldBe(
            """{"entity_id":"light.den_light","state":"on","attributes":{"supported_color_modes":["brightness"],"color_mode":"brightness","brightness":112,"friendly_name":"Den Light","supported_features":0},"last_changed":"2026-11-21T02:06:09.090240+00:00","last_updated":"2026-11-21T02:06:16.950076+00:00","context":{"id":"01M7XXNDBNMH0JNFBQEFBQ76PJ","parent_id":null,"user_id":"ca54c5360c6c4c5bb8a55f618aab72a7"}}""");
        _house.Diff(HomeAssistantFrames.EventOf("[entities] diff: attributes set to null")).Single().State.ShouldBe(
            """{"entity_id":"light.den_light","state":"off","attributes":{"supported_color_modes":["brightness"],"color_mode":null,"brightness":null,"friendly_name":"Den Light","supported_features":0},"last_changed":"2026-11-21T02:06:17.657801+00:00","last_updated":"2026-11-21T02:06:17.657801+00:00","context":{"id":"01M7XXNE1SJPJ2V0MPMD6S0ZQQ","parent_id":null,"user_id":"ca54c5360c6c4c5bb8a55f618aab72a7"}}""");
        (_house.Entities.UnknownDiffs, _house.Entities.Malformed).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData("""{"+":{"a":{"new":[1, 2],"brightness":1}}}""", """{"min":20.0,"name":"Café 😀","brightness":1,"new":[1, 2]}""")]
    [InlineData("""{"+":{"a":{"brightness":null}}}""", """{"min":20.0,"name":"Café 😀","brightness":null}""")]
    [InlineData("""{"-":{"a":["min","nothing"]}}""", """{"name":"Café 😀","brightness":84}""")]
    [InlineData("""{"-":{"a":["min"]},"+":{"a":{"min":1,"x":2}}}""", """{"name":"Café 😀","brightness":84,"x":2}""")]
    [InlineData("""{"-":{"a":["min","name","brightness"]}}""", "{}")]
    [InlineData("""{"+":{"a":{"m\u0069n":1}},"-":{"a":["n\u0061me"]}}""", """{"min":1,"brightness":84}""")]
    [InlineData("""{"+":{"a":{"x":1,"y":2,"x":3}}}""", """{"min":20.0,"name":"Café 😀","brightness":84,"x":3,"y":2}""")]
    [InlineData("""{"+":{"s":"off"}}""", """{"min":20.0,"name":"Café 😀","brightness":84}""")]
    public void Diff_OfAttributes_MergesPerName(string diff, string attributes)
    {
        _house.Snapshot(Hall);
        DiffHall(diff).Count.ShouldBe(1);
        Part("attributes").ShouldBe(attributes);
    }

    [Theory]
    [InlineData("""{"c":"B"}""", """{"id":"B","parent_id":"P","user_id":"U"}""")]
    [InlineData("""{"c":{"user_id":null}}""", """{"id":"A","parent_id":"P","user_id":null}""")]
    [InlineData("""{"c":{"id":"B","x":1}}""", """{"id":"B","parent_id":"P","user_id":"U","x":1}""")]
    [InlineData("{}", """{"id":"A","parent_id":"P","user_id":"U"}""")]
    public void Diff_OfContext_MergesTextOrObject(string plus, string context)
    {
        _house.Snapshot(Hall);
        DiffHall("{\"+\":" + plus + "}").Count.ShouldBe(1);
        Part("context").ShouldBe(context);
    }

    [Theory]
    [InlineData("\"lc\":1795226800", "02:06:40", "02:06:40")]
    [InlineData("\"lu\":1795226800.5", "02:06:09.090240", "02:06:40.500000")]
    [InlineData("\"lu\":1795226801,\"lc\":1795226800", "02:06:40", "02:06:41")]
    [InlineData("\"s\":\"off\"", "02:06:09.090240", "02:06:11.104268")]
    public void Diff_OfTimes_ChangedCountsAsUpdatedToo(string plus, string changed, string updated)
    {
        _house.Snapshot(Hall);
        DiffHall("{\"+\":{" + plus + "}}").Count.ShouldBe(1);
        Part("last_changed").ShouldBe($"\"2026-11-21T{changed}+00:00\"");
        Part("last_updated").ShouldBe($"\"2026-11-21T{updated}+00:00\"");
    }

    [Theory]
    [InlineData("\"A\"", """{"id":"A","parent_id":null,"user_id":null}""")]
    [InlineData("""{"id":"A"}""", """{"id":"A"}""")]
    public void Full_OfContext_TextIsSpreadAndObjectKept(string written, string context)
    {
        _house.Snapshot("{\"a\":{\"light.hall\":{\"s\":\"on\",\"a\":{},\"c\":" + written + ",\"lc\":1}}}");
        Part("context").ShouldBe(context);
    }

    [Fact]
    public void Event_OfSeveralKinds_AppliesAddedThenRemovedThenChanged()
    {
        _house.Snapshot(Hall);
        var told = _house.Diff("""{"c":{"a.b":{"+":{"s":"2"}},"light.hall":{"+":{"s":"2"}}},"r":["light.hall","no.such"],"a":{"a.b":{"s":"1","a":{},"c":"C","lc":1}}}""");
        told.Select(change => change.Id).ShouldBe(["a.b", "light.hall", "a.b"]);
        told[1].State.ShouldBeNull();
        told[2].State!.ShouldContain("\"state\":\"2\"");
        _house.Entities.UnknownDiffs.ShouldBe(1);
        _house.Entities.Count.ShouldBe(1);
    }

    [Fact]
    public void Diff_EqualToTheCache_IsToldAllTheSame()
    {
        _house.Snapshot(Hall);
        _house.Diff("""{"c":{"light.hall":{"+":{"s":"on"}}}}""").Count.ShouldBe(1);
        _house.Diff(Hall).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"c":{"light.hall":5}}""")]
    [InlineData("""{"c":{"light.hall":{"+":[]}}}""")]
    [InlineData("""{"c":{"light.hall":{"+":{"s":{"x":1}}}}}""")]
    [InlineData("""{"c":{"light.hall":{"-":["min"]}}}""")]
    [InlineData("""{"c":{"light.hall":{"-":{"a":"min"}}}}""")]
    [InlineData("""{"c":[]}""")]
    [InlineData("""{"a":"text"}""")]
    [InlineData("""{"a":{"light.hall":{"a":{},"c":"C","lc":1}}}""")]
    [InlineData("""{"a":{"light.hall":{"s":null,"a":{},"c":"C","lc":1}}}""")]
    [InlineData("""{"a":{"light.hall":null}}""")]
    [InlineData("""{"a":{"":{"s":"x","a":{},"c":"C","lc":1}}}""")]
    [InlineData("""{"a":{"\ud800":{"s":"x","a":{},"c":"C","lc":1}}}""")]
    [InlineData("""{"r":{}}""")]
    [InlineData("""{"r":[["light.hall"]]}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public void Event_WithNothingButAnOddPart_IsCountedAndChangesNothing(string odd)
    {
        _house.Snapshot(Hall);
        var before = _house.State("light.hall");
        _house.Diff(odd).ShouldBeEmpty();
        _house.Entities.Malformed.ShouldBe(1);
        _house.State("light.hall").ShouldBe(before);
    }

    [Fact]
    public void Event_NotJson_IsTheDedicatedFault()
    {
        Should.Throw<HomeAssistantFormatException>(() => _house.Diff("{\"a\":{"));
    }

    [Fact]
    public void Diff_OfALightWithTenAttributes_AllocatesNextToNothing()
    {
        var entities = new HomeAssistantEntities();
        var bytes = 0L;
        EntityChanged changed = (_, state) => bytes += state.Length;
        entities.Apply("""
            {"a":{"light.hall":{"s":"on","a":{"min_color_temp_kelvin":2202,"max_color_temp_kelvin":6535,"min_mireds":153,"max_mireds":454,"supported_color_modes":["color_temp","xy"],"color_mode":"xy","brightness":84,"hs_color":[28.3,65.1],"friendly_name":"Hall","supported_features":44},"c":"A","lc":1795226769.09024}}}
            """u8, isSnapshot: true, changed);
        byte[][] diffs =
        [
            Encoding.UTF8.GetBytes("""{"c":{"light.hall":{"+":{"s":"off","lc":1795226776.950076,"c":"01M7XXNDBNMH0JNFBQEFBQ76PJ","a":{"brightness":null,"color_mode":null}}}}}"""),
            Encoding.UTF8.GetBytes("""{"c":{"light.hall":{"+":{"s":"on","lc":1795226777.5,"c":"01M7XXNDBNMH0JNFBQEFBQ76PK","a":{"brightness":112,"color_mode":"xy"}}}}}"""),
        ];
        foreach (var diff in diffs)
            entities.Apply(diff, isSnapshot: false, changed);

        const int rounds = 1000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < rounds; i++)
            entities.Apply(diffs[i & 1], isSnapshot: false, changed);
        var perDiff = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)rounds;

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{perDiff:0.0} bytes allocated per diff, {bytes} bytes told"));
        perDiff.ShouldBeLessThan(2048);
        entities.Malformed.ShouldBe(0);
    }

    private List<(string Id, string? State)> DiffHall(string diff) => _house.Diff("{\"c\":{\"light.hall\":" + diff + "}}");

    private string Part(string name)
    {
        using var state = JsonDocument.Parse(_house.State("light.hall")!);
        return state.RootElement.GetProperty(name).GetRawText();
    }
}
