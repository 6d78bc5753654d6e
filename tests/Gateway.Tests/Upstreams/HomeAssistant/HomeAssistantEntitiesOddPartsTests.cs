using System.Text.Json;

namespace Gateway.Tests.Upstreams.HomeAssistant;

/// <summary>A member of an unexpected form is left out alone; the rest of the entity's state is told.</summary>
public sealed class HomeAssistantEntitiesOddPartsTests
{
    private const string Hall = """
        {"a":{"light.hall":{"s":"on","a":{"min":20.0,"brightness":84},"c":{"id":"A","parent_id":"P","user_id":"U"},"lc":1795226769.09024,"lu":1795226771.104268}}}
        """;

    private const string OldTimes = "2026-11-21T02:06:09.090240+00:00 2026-11-21T02:06:11.104268+00:00";

    private readonly HomeAssistantHouse _house = new();

    [Theory]
    [InlineData("""{"s":"x","a":"text"}""")]
    [InlineData("""{"s":"x","c":7}""")]
    [InlineData("""{"s":"x","lc":"1"}""")]
    [InlineData("""{"s":"x","lc":"tomorrow"}""")]
    [InlineData("""{"s":"x","lc":"\u0032026-11-21T02:00:11Z"}""")]
    [InlineData("""{"s":"x","lc":[1]}""")]
    [InlineData("""{"s":"x","lu":1e300}""")]
    [InlineData("""{"s":"x","lu":true}""")]
    public void Diff_WithAnOddMember_TellsTheOthersAndKeepsTheOld(string plus)
    {
        _house.Snapshot(Hall);

        Diff("{\"+\":" + plus + "}").Count.ShouldBe(1);

        Part("state").ShouldBe("\"x\"");
        Part("attributes").ShouldBe("""{"min":20.0,"brightness":84}""");
        Part("context").ShouldBe("""{"id":"A","parent_id":"P","user_id":"U"}""");
        Times().ShouldBe(OldTimes);
        _house.Entities.Malformed.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"+":{"s":"x"},"-":["min"]}""", """{"min":20.0,"brightness":84}""")]
    [InlineData("""{"+":{"s":"x"},"-":{"a":["min",{"x":1},"brightness"]}}""", "{}")]
    [InlineData("""{"+":{"s":"x"},"-":{"a":[1,"min"]}}""", """{"brightness":84}""")]
    public void Diff_WithOddRemovals_TellsTheOthers(string diff, string attributes)
    {
        _house.Snapshot(Hall);

        Diff(diff).Count.ShouldBe(1);

        Part("state").ShouldBe("\"x\"");
        Part("attributes").ShouldBe(attributes);
        _house.Entities.Malformed.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"+":{"s":"x","a":null,"c":null,"lc":null,"lu":null},"-":{"a":null}}""")]
    [InlineData("""{"+":{"s":"x"},"-":null}""")]
    public void Diff_WithNulls_TakesThemAsAbsent(string diff)
    {
        _house.Snapshot(Hall);

        Diff(diff).Count.ShouldBe(1);

        Part("state").ShouldBe("\"x\"");
        Part("attributes").ShouldBe("""{"min":20.0,"brightness":84}""");
        Times().ShouldBe(OldTimes);
        _house.Entities.Malformed.ShouldBe(0);
    }

    [Theory]
    [InlineData("\"lc\":\"2026-11-21T02:00:11+00:00\"", "2026-11-21T02:00:11+00:00 2026-11-21T02:00:11+00:00")]
    [InlineData("\"lc\":\"2026-11-21T04:00:11.168466+02:00\"", "2026-11-21T02:00:11.168466+00:00 2026-11-21T02:00:11.168466+00:00")]
    [InlineData("\"lu\":\"2026-11-21T02:10:11.5Z\"", "2026-11-21T02:06:09.090240+00:00 2026-11-21T02:10:11.500000+00:00")]
    [InlineData("\"lu\":\"2026-11-21T02:10:11\"", "2026-11-21T02:06:09.090240+00:00 2026-11-21T02:10:11+00:00")]
    [InlineData("\"lc\":\"soon\",\"lu\":1795226800", "2026-11-21T02:06:09.090240+00:00 2026-11-21T02:06:40+00:00")]
    public void Diff_WithIsoTimes_TakesThem(string members, string times)
    {
        _house.Snapshot(Hall);

        Diff("{\"+\":{\"s\":\"x\"," + members + "}}").Count.ShouldBe(1);

        Times().ShouldBe(times);
    }

    [Theory]
    [InlineData("21.5", "21.5")]
    [InlineData("-1e3", "-1e3")]
    [InlineData("true", "true")]
    public void State_ThatIsAScalar_IsItsText(string state, string text)
    {
        _house.Snapshot("{\"a\":{\"light.hall\":{\"s\":" + state + ",\"a\":{},\"c\":\"A\",\"lc\":1}}}").Count.ShouldBe(1);
        Part("state").ShouldBe($"\"{text}\"");
        _house.Snapshot(Hall);

        Diff("{\"+\":{\"s\":" + state + "}}").Count.ShouldBe(1);

        Part("state").ShouldBe($"\"{text}\"");
        _house.Entities.Malformed.ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"s":"x","a":null,"c":null,"lc":1}""", 0)]
    [InlineData("""{"s":"x","a":[],"c":null,"lc":1}""", 1)]
    [InlineData("""{"s":"x","c":7,"lc":1}""", 1)]
    public void Full_WithoutAttributesAndContext_IsTold(string full, int odd)
    {
        _house.Snapshot("{\"a\":{\"light.hall\":" + full + "}}").Count.ShouldBe(1);

        _house.State("light.hall").ShouldBe(
            """{"entity_id":"light.hall","state":"x","attributes":{},"last_changed":"1970-01-01T00:00:01+00:00","last_updated":"1970-01-01T00:00:01+00:00","context":{"id":null,"parent_id":null,"user_id":null}}""");
        _house.Entities.Malformed.ShouldBe(odd);
    }

    [Theory]
    [InlineData("""{"s":"x","a":{},"c":"A"}""")]
    [InlineData("""{"s":"x","a":{},"c":"A","lc":"soon"}""")]
    [InlineData("""{"s":"x","a":{},"c":"A","lc":null}""")]
    public void Full_WithoutATime_HasTheKnownOneOrNone(string full)
    {
        _house.Diff("{\"a\":{\"light.new\":" + full + "}}").Single().State!.ShouldContain("\"last_changed\":null,\"last_updated\":null");
        _house.Diff(Hall);

        _house.Diff("{\"a\":{\"light.hall\":" + full + "}}").Count.ShouldBe(1);

        Part("state").ShouldBe("\"x\"");
        Times().ShouldBe(OldTimes);
        _house.Entities.Malformed.ShouldBe(2);
        _house.Diff("""{"c":{"light.new":{"+":{"s":"y","lc":1795226800}}}}""").Single().State!.ShouldContain("\"last_changed\":\"2026-11-21T02:06:40+00:00\"");
    }

    private List<(string Id, string? State)> Diff(string diff) => _house.Diff("{\"c\":{\"light.hall\":" + diff + "}}");

    private string Times() => $"{Part("last_changed")[1..^1]} {Part("last_updated")[1..^1]}";

    private string Part(string name)
    {
        using var state = JsonDocument.Parse(_house.State("light.hall")!);
        return state.RootElement.GetProperty(name).GetRawText();
    }
}
