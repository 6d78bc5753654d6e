using System.Text;
using Gateway.Configuration;
using Gateway.Upstreams.Deconz;

namespace Gateway.Tests.Upstreams.Deconz;

public sealed class DeconzVerdictTests
{
    [Fact]
    public void Answer_Mixed_NamesWhatWasTakenAndWhatWasNot()
    {
        var verdict = DeconzVerdict.Read(Encoding.UTF8.GetBytes(DeconzFrames.Http("[command] success and error mixed").Body));

        verdict.Words.ShouldBe("deCONZ refused /lights/4/state/bri: invalid value, 999, for parameter, bri (type 7). It did take /lights/4/state/on.");
        verdict.IsBusy.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""[{"error":{"type":901,"address":"/groups/3","description":"Internal error, 951"}}]""", true)]
    [InlineData("""[{"error":{"type":951,"address":"/groups/3","description":"busy"}}]""", true)]
    [InlineData("""[{"success":{"/a":1}},{"error":{"type":901,"address":"/groups/3","description":"Internal error, 951"}}]""", false)]
    [InlineData("""[{"error":{"type":7,"address":"/groups/3","description":"no"}}]""", false)]
    public void Answer_Busy_IsSoOnlyWhereNothingWasTaken(string body, bool isBusy) => DeconzVerdict.Read(Encoding.UTF8.GetBytes(body)).IsBusy.ShouldBe(isBusy);

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[1,null,\"a\",[]]")]
    [InlineData("[{\"other\":1}]")]
    public void Answer_ThatIsNoVerdict_JudgesNothing(string body)
    {
        var verdict = DeconzVerdict.Read(Encoding.UTF8.GetBytes(body));

        (verdict.Successes + verdict.Errors).ShouldBe(0);
    }

    [Fact]
    public void Answer_WithEndlessErrors_HasWordsAPersonCanRead()
    {
        var element = """{"error":{"type":7,"address":"/x","description":"no"}}""";
        var verdict = DeconzVerdict.Read(Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat(element, 10_000))}]"));

        verdict.Errors.ShouldBe(10_000);
        verdict.Words.Length.ShouldBeLessThan(400);
    }

    [Theory]
    [InlineData("""{"name":"x","whitelist":{"AAAAAAAAAA":{"name":"a"}},"b":[1]}""", """{"name":"x","whitelist":{},"b":[1]}""")]
    [InlineData("""{"config":{"whitelist":{"A":1,"B":{"whitelist":2}}},"c":"whitelist"}""", """{"config":{"whitelist":{}},"c":"whitelist"}""")]
    [InlineData("""{"whit\u0065list":{"A":1}}""", """{"whit\u0065list":{}}""")]
    [InlineData("""[{"success":{"username":"S3CRETKEY"}}]""", """[{"success":{"username":"***"}}]""")]
    [InlineData("""[ { "success" : 1 } ]""", """[ { "success" : 1 } ]""")]
    [InlineData("<html>", "")]
    public void Redact_KeysInAnAnswer_AreTakenOut(string answer, string shown) =>
        Encoding.UTF8.GetString(DeconzSecrets.Redact(Encoding.UTF8.GetBytes(answer), new Secret("S3CRETKEY")).Span).ShouldBe(shown);
}
