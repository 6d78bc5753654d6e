namespace Gateway.Tests.Upstreams.Deconz;

/// <summary>Frames of things that name more than things do.</summary>
public sealed class DeconzOddFrameTests
{
    private const string House = """{"lights":{"4":{"name":"Desk","uniqueid":"00:17:88:01:02:03:04:05-0b","state":{"on":false,"bri":1}}}}""";

    [Theory]
    [InlineData("\"gid\":\"Hall remote\"")]
    [InlineData("\"gid\":\"7\"")]
    [InlineData("\"gid\":\"7\",\"scid\":\"2\"")]
    [InlineData("\"scid\":\"2\"")]
    public void Add_FrameOfALightThatNamesAGroupOrScene_IsOfTheLight(string more)
    {
        var told = new DeconzTold();
        told.Begin(House);
        told.Forget();

        told.Add("{\"t\":\"event\",\"e\":\"changed\",\"r\":\"lights\",\"id\":\"4\"," + more + ",\"state\":{\"on\":true}}");

        told.Names.ShouldBe(["lights/4 changed"]);

        // What came in once is looked at with every snapshot.
        told.Feed.Compare(System.Text.Encoding.UTF8.GetBytes(House));
        told.Valued().ShouldBe(["lights/4"]);
    }

    [Fact]
    public void Add_FrameOfALightNobodyKnewThatNamesNoGroup_LeavesTheHouseInOrder()
    {
        var told = new DeconzTold();
        told.Begin(House);
        told.Forget();

        told.Add("""{"t":"event","e":"changed","r":"lights","id":"9","uniqueid":"00:17:88:01:02:03:04:09-0b","gid":"Hall remote","state":{"on":true}}""").ShouldBe("lights/9");

        told.Names.ShouldBe(["lights/9 changed"]);
    }

    [Theory]
    [InlineData("\"\\ud800123ABCDEF\"")]
    [InlineData("\"x\\u0030123ABCDEF\"")]
    [InlineData("\"x0123ABCDEFx\"")]
    public void Redact_KeyBesideOrInAnEscape_StaysJsonWithoutTheKey(string text)
    {
        var shown = Gateway.Upstreams.Deconz.DeconzSecrets.Redact(System.Text.Encoding.UTF8.GetBytes("{\"a\":" + text + "}"), new Gateway.Configuration.Secret("0123ABCDEF"));
        using var json = System.Text.Json.JsonDocument.Parse(shown);
        var isPlain = text.Contains("\\ud800", StringComparison.Ordinal);
        json.RootElement.GetProperty("a").GetRawText().ShouldBe(isPlain ? text : text.Contains('\\', StringComparison.Ordinal) ? "\"x***\"" : "\"x***x\"");
    }
}
