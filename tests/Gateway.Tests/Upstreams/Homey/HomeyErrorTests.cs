using System.Net;
using System.Text;
using Gateway.Configuration;
using Gateway.Upstreams.Homey;

namespace Gateway.Tests.Upstreams.Homey;

public sealed class HomeyErrorTests
{
    private const string Key = "secret-key-0123456789";
    private static readonly Secret Token = new(Key);

    [Theory]
    [InlineData("\"homey_offline\"", null, "homey_offline")]
    [InlineData("""{"statusCode":401,"error":"invalid_session","error_description":"Session expired"}""", 401, "invalid_session: Session expired")]
    [InlineData("""{"code":401,"error":"invalid_token","error_description":"Invalid token"}""", 401, "invalid_token: Invalid token")]
    [InlineData("""{"code":"401","error":"x"}""", 401, "x")]
    [InlineData("""{"statusCode":403,"code":401}""", 403, "status 403")]
    [InlineData("""{"code":"ECONNRESET","message":"gone"}""", null, "gone")]
    [InlineData("""{"error":"a","error_description":"a"}""", null, "a")]
    [InlineData("""{"error":{"nested":1}}""", null, "no reason given")]
    [InlineData("\"\\ud800\"", null, "no reason given")]
    [InlineData("[1]", null, "no reason given")]
    [InlineData("42", null, "no reason given")]
    [InlineData("true", null, "no reason given")]
    public void Of_AnyShape_HasStatusAndWordsAndIsPassedOnAsItIs(string json, int? status, string words)
    {
        var error = HomeyError.Of(Encoding.UTF8.GetBytes(json), Token);

        error.Status.ShouldBe(status);
        error.Words.ShouldBe(words);
        error.IsAuthentication.ShouldBe(status == 401);
        Encoding.UTF8.GetString(error.Json.Span).ShouldBe(json);
    }

    [Theory]
    [InlineData("""{ "error" : "x" , "stack" : "at a.js" }""", """{"error" :"x"}""")]
    [InlineData("""{"stack":"at a.js","cause":{"stack":["b"],"n":1.50,"list":[{"stack":1},[]]}}""", """{"cause":{"n":1.50,"list":[{},[]]}}""")]
    public void Of_WithACallStack_PassesOnTheRest(string json, string rest) =>
        Encoding.UTF8.GetString(HomeyError.Of(Encoding.UTF8.GetBytes(json), Token).Json.Span).ShouldBe(rest);

    [Theory]
    [InlineData($$"""{"error":"bad token {{Key}}","{{Key}}":1}""")]
    [InlineData($"\"{Key}\"")]
    public void Of_QuotingTheToken_HidesIt(string json)
    {
        var error = HomeyError.Of(Encoding.UTF8.GetBytes(json), Token);

        error.Words.ShouldNotContain(Key);
        Encoding.UTF8.GetString(error.Json.Span).ShouldBe(json.Replace(Key, "***", StringComparison.Ordinal));
        error.ToString().ShouldNotContain(Key);
    }

    [Fact]
    public void Of_EndlessWords_AreShortened() =>
        HomeyError.Of(Encoding.UTF8.GetBytes($"\"{new string('x', 5000)}\""), Token).Words.Length.ShouldBeLessThan(400);

    [Theory]
    [InlineData(404, """{"error":"not_found","error_description":"Device not found","stack":"at"}""", "HTTP 404, not_found: Device not found", """{"error":"not_found","error_description":"Device not found"}""")]
    [InlineData(500, "Internal Server Error", "HTTP 500, Internal Server Error", "\"Internal Server Error\"")]
    [InlineData(502, "", "HTTP 502", "")]
    public void OfHttp_AnyBody_HasTheStatusAndTheHubsWords(int status, string body, string words, string json)
    {
        var error = HomeyError.OfHttp((HttpStatusCode)status, Encoding.UTF8.GetBytes(body), Token);

        error.Status.ShouldBe(status);
        error.Words.ShouldBe(words);
        Encoding.UTF8.GetString(error.Json.Span).ShouldBe(json);
    }

    [Theory]
    [InlineData("[null]", "null")]
    [InlineData("[]", "null")]
    [InlineData("[null,null]", "null")]
    [InlineData("[null, {\"a\": 1} , 2]", "{\"a\": 1}")]
    [InlineData("[false,1]", "1")]
    [InlineData("[0,\"x\"]", "\"x\"")]
    [InlineData("[\"\",true]", "true")]
    public void Ack_WithoutError_IsAYesWithItsResult(string args, string result)
    {
        var ack = HomeyAck.Read(Encoding.UTF8.GetBytes(args), Token);

        ack.Error.ShouldBeNull();
        Encoding.UTF8.GetString(ack.Result.Span).ShouldBe(result);
    }

    [Theory]
    [InlineData("[\"timeout\"]", "timeout")]
    [InlineData("[{\"error\":\"x\"},{\"namespace\":\"/api\"}]", "x")]
    [InlineData("[true]", "no reason given")]
    [InlineData("{}", "an answer that is no list")]
    [InlineData("", "an answer that is no list")]
    public void Ack_WithError_IsANoWhateverFollows(string args, string words) =>
        HomeyAck.Read(Encoding.UTF8.GetBytes(args), Token).Error.ShouldNotBeNull().Words.ShouldBe(words);
}
