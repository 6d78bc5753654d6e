using System.Text;
using Gateway.Configuration;
using Gateway.Upstreams.Pryv;

namespace Gateway.Tests.Upstreams.Pryv;

public sealed class PryvRedactionTests
{
    private const string Token = "ck60yn9yv00011hd3vu1ocpi7";

    [Fact]
    public void Clean_AnswerThatHoldsTheToken_IsJsonWithoutIt()
    {
        var redaction = new PryvRedaction(new Secret(Token));
        var json = Encoding.UTF8.GetBytes($$"""{"token":"{{Token}}","also":["x{{Token}}y"]}""");

        Encoding.UTF8.GetString(redaction.Clean(json.AsMemory()).Span).ShouldBe("""{"token":"***","also":["x***y"]}""");
    }

    [Fact]
    public void Clean_AnswerWithoutTheToken_IsTheSameBytes()
    {
        ReadOnlyMemory<byte> json = """{"a":1}"""u8.ToArray();

        new PryvRedaction(new Secret(Token)).Clean(json).ShouldBe(json);
    }

    [Theory]
    [InlineData("123")]
    [InlineData("12345678")]
    [InlineData("1234e567")]
    [InlineData("a\":1,\"b")]
    public void Clean_TokenThatCouldBeStructure_LeavesTheJsonWhole(string token)
    {
        ReadOnlyMemory<byte> json = Encoding.UTF8.GetBytes("""{"a":1,"b":12345678,"c":1234e567}""");

        new PryvRedaction(new Secret(token)).Clean(json).ShouldBe(json);
    }

    [Fact]
    public void Clean_Words_LoseTheTokenAlsoWhereItIsPercentEncoded()
    {
        var redaction = new PryvRedaction(new Secret("a/b c"));

        redaction.Clean("Invalid resource \"/me?auth=a%2Fb%20c\" a/b c").ShouldBe("Invalid resource \"/me?auth=***\" ***");
        redaction.Secrets.ShouldBe(["a/b c", "a%2Fb%20c"]);
    }
}
