using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gateway.Tests.Upstreams.HomeAssistant;

public sealed class HomeAssistantEntitiesSnapshotTests
{
    private const string Hall = """{"s":"on","a":{"x":1,"y":[2]},"c":{"id":"A","parent_id":null,"user_id":"U"},"lc":1,"lu":2}""";

    private readonly HomeAssistantHouse _house = new();

    [Theory]
    [InlineData(Hall)]
    [InlineData("""{"lu":2.0,"lc":1.0,"c":{"user_id":"U","id":"A","parent_id":null},"a":{"y":[2],"x":1},"s":"on"}""")]
    [InlineData("""{"s":"on","a":{"x":1,"\u0079":[2]},"c":{"id":"A","parent_id":null,"user_id":"U"},"lc":1e0,"lu":2}""")]
    public void Snapshot_EqualState_IsNotTold(string again)
    {
        _house.Snapshot(Of("light.hall", Hall)).Count.ShouldBe(1);
        _house.Snapshot(Of("light.hall", again)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"s":"off","a":{"x":1,"y":[2]},"c":{"id":"A","parent_id":null,"user_id":"U"},"lc":1,"lu":2}""")]
    [InlineData("""{"s":"on","a":{"x":1.0,"y":[2]},"c":{"id":"A","parent_id":null,"user_id":"U"},"lc":1,"lu":2}""")]
    [InlineData("""{"s":"on","a":{"x":1},"c":{"id":"A","parent_id":null,"user_id":"U"},"lc":1,"lu":2}""")]
    [InlineData("""{"s":"on","a":{"x":1,"z":[2]},"c":{"id":"A","parent_id":null,"user_id":"U"},"lc":1,"lu":2}""")]
    [InlineData("""{"s":"on","a":{"x":1,"y":[2]},"c":{"id":"A","parent_id":null,"user_id":null},"lc":1,"lu":2}""")]
    [InlineData("""{"s":"on","a":{"x":1,"y":[2]},"c":{"id":"A","parent_id":null,"user_id":"U"},"lc":1.5,"lu":2}""")]
    [InlineData("""{"s":"on","a":{"x":1,"y":[2]},"c":{"id":"A","parent_id":null,"user_id":"U"},"lc":1}""")]
    public void Snapshot_DifferentState_IsTold(string again)
    {
        _house.Snapshot(Of("light.hall", Hall));
        _house.Snapshot(Of("light.hall", again)).Count.ShouldBe(1);
        _house.Snapshot(Of("light.hall", again)).ShouldBeEmpty();
    }

    [Fact]
    public void Snapshot_AfterDiffsThatLedToTheSameState_IsNotTold()
    {
        _house.Snapshot(HomeAssistantFrames.EventOf("[entities] snapshot"));
        _house.Diff(HomeAssistantFrames.EventOf("[entities] diff: attributes set to null"));
        _house.Snapshot("""
            {"a":{"light.den_light":{"s":"off","a":{"supported_color_modes":["brightness"],"color_mode":null,"brightness":null,"friendly_name":"Den Light","supported_features":0},"c":{"id":"01M7XXNE1SJPJ2V0MPMD6S0ZQQ","parent_id":null,"user_id":"ca54c5360c6c4c5bb8a55f618aab72a7"},"lc":1795226777.657801}}}
            """).Select(change => change.State).ShouldAllBe(state => state == null);
        _house.Told.Count.ShouldBe(2);
    }

    [Fact]
    public void Snapshot_WithoutAnEntity_TellsItsRemoval()
    {
        _house.Snapshot("{\"a\":{\"a.a\":" + Hall + ",\"b.b\":" + Hall + "}}");
        _house.Diff(Of("c.c", Hall));
        _house.Snapshot(Of("b.b", Hall)).ShouldBe([("a.a", null), ("c.c", null)], ignoreOrder: true);
        _house.Entities.Count.ShouldBe(1);
        _house.Snapshot("""{"a":{}}""").ShouldBe([("b.b", null)]);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"a":[]}""")]
    [InlineData("""{"a":{"light.hall":{"s":[5]}}}""")]
    public void Snapshot_ThatCannotBeRead_LeavesTheCacheAlone(string snapshot)
    {
        _house.Snapshot(Of("light.hall", Hall));
        _house.Snapshot(snapshot).ShouldBeEmpty();
        _house.Entities.Malformed.ShouldBe(1);
        _house.Entities.Count.ShouldBe(1);
    }

    [Fact]
    public void Snapshot_WithoutStates_LeavesTheCacheAlone()
    {
        _house.Snapshot(Of("light.hall", Hall));
        _house.Snapshot("""{"c":{"light.hall":{"+":{"s":"off"}}}}""").Single().State!.ShouldContain("\"state\":\"off\"");
        _house.Entities.Count.ShouldBe(1);
    }

    [Fact]
    public void Snapshot_ManyEntitiesWithManyAttributes_StaysExact()
    {
        var attributes = Enumerable.Range(0, 5000).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"name{i}\":{i}")).ToList();
        _house.Snapshot(Of("big.one", Full(attributes))).Count.ShouldBe(1);
        attributes.Reverse();
        _house.Snapshot(Of("big.one", Full(attributes))).ShouldBeEmpty();

        var patch = string.Join(',', attributes.Where((_, index) => index % 2 == 0).Select(member => member.Replace(":", ":-", StringComparison.Ordinal)));
        _house.Diff("{\"c\":{\"big.one\":{\"+\":{\"a\":{" + patch + "}},\"-\":{\"a\":[\"name7\",\"name4999\"]}}}}").Count.ShouldBe(1);
        using var state = JsonDocument.Parse(_house.State("big.one")!);
        var merged = state.RootElement.GetProperty("attributes").EnumerateObject().ToList();
        merged.Count.ShouldBe(4998);
        merged.Count(member => member.Value.GetRawText().StartsWith('-')).ShouldBe(2500 - 2);
        merged[0].Name.ShouldBe("name0");
    }

    [Fact]
    public void Snapshot_IdWithEscapes_IsKeptPlainAndWrittenAsSent()
    {
        _house.Snapshot("""{"a":{"light.h\u0061ll":{"s":"on","a":{},"c":"A","lc":1}}}""").Single().Id.ShouldBe("light.hall");
        _house.State("light.hall")!.ShouldContain(Encoding.UTF8.GetString("light.h\\u0061ll"u8));
        _house.Diff("""{"r":["l\u0069ght.hall"]}""").ShouldBe([("light.hall", null)]);
    }

    private static string Full(List<string> attributes)
    {
        return "{\"s\":\"on\",\"a\":{" + string.Join(',', attributes) + "},\"c\":\"A\",\"lc\":1}";
    }

    private static string Of(string id, string full) => "{\"a\":{\"" + id + "\":" + full + "}}";
}
