using Gateway.Api;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Api;

public sealed class HttpPassThroughHeadersTests
{
    [Theory]
    [InlineData("keep-alive, If-Match", "Accept: */*")]
    [InlineData("if-match,ACCEPT", "")]
    [InlineData("close", "Accept: */*|If-Match: \"1\"")]
    public void Take_HeaderNamedInConnection_StaysBehind(string connection, string expected)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Connection = connection;
        request.Headers.Accept = "*/*";
        request.Headers.IfMatch = "\"1\"";
        request.Headers.Cookie = "a=1";

        HttpPassThroughHeaders.Take(request, out var headers).ShouldBeNull();

        string.Join('|', headers.Select(static header => $"{header.Key}: {header.Value}")).ShouldBe(expected);
    }

    [Fact]
    public void Give_HeaderNamedInConnection_StaysBehindAndOddCharactersAreReplaced()
    {
        var response = new DefaultHttpContext().Response;

        HttpPassThroughHeaders.Give(response,
        [
            KeyValuePair.Create("Connection", "close, Age"), KeyValuePair.Create("Age", "5"), KeyValuePair.Create("ETag", "\"1\""),
            KeyValuePair.Create("Content-Disposition", "attachment; filename=\"grün\r\n.txt\""), KeyValuePair.Create("Set-Cookie", "a=1"),
        ]);

        response.Headers.Select(static header => $"{header.Key}: {header.Value}").Where(static header => !header.StartsWith("Content-Security", StringComparison.Ordinal)).ShouldBe(
            ["ETag: \"1\"", "Content-Disposition: attachment; filename=\"gr_n__.txt\"", "X-Content-Type-Options: nosniff", "Cache-Control: private"], ignoreOrder: true);
    }
}
