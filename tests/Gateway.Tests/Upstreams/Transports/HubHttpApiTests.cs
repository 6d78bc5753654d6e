using Gateway.Configuration;
using Gateway.Upstreams;
using Gateway.Upstreams.Transports;

namespace Gateway.Tests.Upstreams.Transports;

public sealed class HubHttpApiTests
{
    private static readonly HubHttpApi Api = new(new Uri("http://hub.local:81/base/api/K3Y/"), new TokenRedaction(new Secret("K3Y")))
    {
        Whole = new Uri("http://hub.local:81/base/api/K3Y"),
        OwnQuery = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "auth" },
        OwnPaths = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "auth/logout" },
        TakesForms = false,
    };

    [Theory]
    [InlineData("", "", "/base/api/K3Y")]
    [InlineData("", "a=1", "/base/api/K3Y?a=1")]
    [InlineData("lights/1", "", "/base/api/K3Y/lights/1")]
    [InlineData("a%20b/%7Ec;d=e,f:g@h", "a=%7E&b=/?", "/base/api/K3Y/a%20b/%7Ec;d=e,f:g@h?a=%7E&b=/?")]
    public void UrlOf_NormalisedPath_IsSentAsItIs(string path, string query, string sent)
    {
        var url = Api.UrlOf(path, query);

        url.PathAndQuery.ShouldBe(sent);
        url.Authority.ShouldBe("hub.local:81");
    }

    [Theory]
    [InlineData("auth=x")]
    [InlineData("a=1&auth=x")]
    [InlineData("a=1;auth=x")]
    [InlineData("AUTH=x")]
    [InlineData("%61uth=x")]
    [InlineData("auth[]=x")]
    [InlineData("auth%5B0%5D=x")]
    [InlineData("[auth]=x")]
    [InlineData("+auth+=x")]
    [InlineData("auth")]
    public void FaultOf_QueryWithACredential_NamesIt(string query) => Api.FaultOf("events", query, null).ShouldNotBeNull().ShouldContain("'auth'");

    [Theory]
    [InlineData("events", "author=x&b=auth", null)]
    [InlineData("events", "", "application/json")]
    [InlineData("auth", "", null)]
    public void FaultOf_GoodRequest_IsNone(string path, string query, string? contentType) => Api.FaultOf(path, query, contentType).ShouldBeNull();

    [Theory]
    [InlineData("auth/logout", null)]
    [InlineData("AUTH/Logout/", null)]
    [InlineData("events", "application/x-www-form-urlencoded; charset=utf-8")]
    public void FaultOf_OwnPathOrForm_IsRefused(string path, string? contentType) => Api.FaultOf(path, "", contentType).ShouldNotBeNull();

    [Fact]
    public void ToString_OfARequest_HasNoKey() =>
        new HubHttpStreamRequest(HttpMethod.Get, Api.UrlOf("lights", ""), Api).ToString().ShouldBe("GET hub.local:81");
}
