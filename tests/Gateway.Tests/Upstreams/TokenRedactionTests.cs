using System.Text;
using Gateway.Configuration;
using Gateway.Upstreams;

namespace Gateway.Tests.Upstreams;

public sealed class TokenRedactionTests
{
    private const string Token = "ck60yn9yv00011hd3vu1ocpi7";

    [Fact]
    public void Clean_AnswerThatHoldsTheToken_IsJsonWithoutIt()
    {
        var redaction = new TokenRedaction(new Secret(Token));
        var json = Encoding.UTF8.GetBytes($$"""{"token":"{{Token}}","also":["x{{Token}}y"]}""");

        Encoding.UTF8.GetString(redaction.Clean(json.AsMemory()).Span).ShouldBe("""{"token":"***","also":["x***y"]}""");
    }

    [Fact]
    public void Clean_AnswerWithoutTheToken_IsTheSameBytes()
    {
        ReadOnlyMemory<byte> json = """{"a":1}"""u8.ToArray();

        new TokenRedaction(new Secret(Token)).Clean(json).ShouldBe(json);
    }

    [Theory]
    [InlineData("123")]
    [InlineData("12345678")]
    [InlineData("1234e567")]
    [InlineData("a\":1,\"b")]
    public void Clean_TokenThatCouldBeStructure_LeavesTheJsonWhole(string token)
    {
        ReadOnlyMemory<byte> json = Encoding.UTF8.GetBytes("""{"a":1,"b":12345678,"c":1234e567}""");

        new TokenRedaction(new Secret(token)).Clean(json).ShouldBe(json);
    }

    [Theory]
    [InlineData("abcdef", """{"token":"abcdef","also":["xabcdefy"]}""", """{"token":"***","also":["x***y"]}""")]
    [InlineData("12345678", """{"token":"12345678","n":12345678}""", """{"token":"***","n":12345678}""")]
    [InlineData("pass word!", """{"token":"pass word!"}""", """{"token":"***"}""")]
    [InlineData("ab\"cd\\e", """{"token":"ab\"cd\\e"}""", """{"token":"***"}""")]
    [InlineData("grünes", """{"token":"gr\u00fcnes","same":"\u00fc"}""", """{"token":"***","same":"\u00fc"}""")]
    [InlineData("abcdefgh", """{"token":"\u0061bcdefgh"}""", """{"token":"***"}""")]
    [InlineData("abcdefgh", """{ "abcdefgh" : [ "\n" ] }""", """{ "***" : [ "\n" ] }""")]
    [InlineData("a/b cd", """["?auth=a%2Fb%20cd"]""", """["?auth=***"]""")]
    [InlineData("abcdefgh", """["\ud800 abcd\u0065fgh", "\ud800 else"]""", """["***", "\ud800 else"]""")]
    public void Clean_AnyToken_IsTakenOutOfTextsAndNames(string token, string json, string cleaned)
    {
        Encoding.UTF8.GetString(new TokenRedaction(new Secret(token)).Clean(Encoding.UTF8.GetBytes(json).AsMemory()).Span).ShouldBe(cleaned);
    }

    [Theory]
    [InlineData("token", """{"token_type":"token","word":"tokens"}""")]
    [InlineData("t", """{"t":"t"}""")]
    [InlineData("a b", """["a%20b","\u0061 b"]""")]
    public void Clean_TokenAsShortAsAWord_LeavesTheJsonWholeAndIsCutOutOfWords(string token, string json)
    {
        var redaction = new TokenRedaction(new Secret(token));

        Encoding.UTF8.GetString(redaction.Clean(Encoding.UTF8.GetBytes(json).AsMemory()).Span).ShouldBe(json);
        Encoding.UTF8.GetString(redaction.Clean(Encoding.UTF8.GetBytes(json).AsSpan())).ShouldBe(json);
        redaction.Clean($"no: {token}").ShouldBe("no: ***");
    }

    [Fact]
    public void Clean_NoJsonThatHoldsTheToken_IsWithheld()
    {
        Encoding.UTF8.GetString(new TokenRedaction(new Secret(Token)).Clean(Encoding.UTF8.GetBytes($"{{{Token}").AsMemory()).Span).ShouldBe("\"***\"");
    }

    [Fact]
    public void Clean_Words_LoseTheTokenAlsoWhereItIsPercentEncoded()
    {
        var redaction = new TokenRedaction(new Secret("a/b c"));

        redaction.Clean("Invalid resource \"/me?auth=a%2Fb%20c\" a/b c").ShouldBe("Invalid resource \"/me?auth=***\" ***");
        redaction.Secrets.ShouldBe(["a/b c", "a%2Fb%20c"]);
    }
}
