using System.Text;

namespace Gateway.Tests.Upstreams.Deconz;

/// <summary>What frames that tell little, or come late, make of a thing's value.</summary>
public sealed class DeconzValueTests
{
    private const string House = """
        {"lights":{"4":{"name":"Desk","uniqueid":"a","state":{"on":false},"capabilities":{"alerts":["none"],"color":{"modes":["ct","xy"],"ct":{"min":1,"max":2,"computes":true}}}}}}
        """;

    private readonly DeconzTold _told = new();

    public DeconzValueTests()
    {
        _told.Begin(House);
        _told.Forget();
    }

    [Theory]
    [InlineData("""{"color":{"ct":{"min":153,"max":500}}}""", """{"alerts":["none"],"color":{"modes":["ct","xy"],"ct":{"min":153,"max":500,"computes":true}}}""")]
    [InlineData("""{"color":{"xy":{"red":[1,2]}}}""", """{"alerts":["none"],"color":{"modes":["ct","xy"],"ct":{"min":1,"max":2,"computes":true},"xy":{"red":[1,2]}}}""")]
    [InlineData("""{"alerts":["none","select"],"color":{"ct":{}}}""", """{"alerts":["none","select"],"color":{"modes":["ct","xy"],"ct":{"min":1,"max":2,"computes":true}}}""")]
    [InlineData("""{"color":null}""", """{"alerts":["none"],"color":null}""")]
    [InlineData("""{"color":{"modes":[ ],"ct":{"max":3, "max":4}}}""", """{"alerts":["none"],"color":{"modes":[ ],"ct":{"min":1,"max":4,"computes":true}}}""")]
    public void Capabilities_ToldInPart_KeepTheRest(string told, string expected)
    {
        _told.Add($$"""{"t":"event","e":"changed","r":"lights","id":"4","uniqueid":"a","capabilities":{{told}}}""");

        var value = _told.ValueOf("lights/4")!.Value.Data;
        value.ShouldEndWith($$""","capabilities":{{expected}}}""");
        DeconzTold.Json(value).ShouldNotBeNull();
    }

    [Fact]
    public void Capabilities_ToldInPart_AreWhatRestShowsAtTheNextComparison()
    {
        _told.Add("""{"t":"event","e":"changed","r":"lights","id":"4","uniqueid":"a","capabilities":{"color":{"effects":["x"]}}}""");
        _told.Forget();

        for (var comparison = 0; comparison < 2; comparison++)
        {
            _told.Feed.Compare(Encoding.UTF8.GetBytes(House));
        }

        _told.Names.ShouldBe(["lights/4 changed"]);
        _told.ValueOf("lights/4")!.Value.Data.ShouldNotContain("effects");
    }

    [Fact]
    public void Deleted_OfTheThingThatHadTheNumberBefore_LeavesTheLivingOneAlone()
    {
        const string late = """{"t":"event","e":"deleted","r":"lights","id":"4","uniqueid":"gone"}""";

        _told.Add(late);

        // Who goes by the number alone is shown right after it that the number is taken.
        _told.Names.ShouldBe(["lights/4 deleted", "lights/4 changed"]);
        _told.All[0].Data.ShouldBe(late);
        _told.ValueOf("lights/4")!.Value.Data.ShouldContain("\"uniqueid\":\"a\"");

        _told.Add("""{"t":"event","e":"deleted","r":"lights","id":"4","uniqueid":"a"}""");
        _told.ValueOf("lights/4").ShouldBeNull();
    }
}
