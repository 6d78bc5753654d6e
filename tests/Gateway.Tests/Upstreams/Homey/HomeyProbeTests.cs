using System.Net;
using System.Text;
using Gateway.Configuration;
using Gateway.Upstreams;
using Gateway.Upstreams.Homey;
using Gateway.Upstreams.Transports;

namespace Gateway.Tests.Upstreams.Homey;

public sealed class HomeyProbeTests
{
    private const string Id = "5f00aa";
    private static readonly HomeyAddress Address = HomeyAddress.Of(new Uri("http://192.168.1.100:8080/behind/"));

    [Fact]
    public void Request_IdKnown_AsksForItAndCarriesNoCredentials()
    {
        var request = HomeyProbe.Request(Address, Id);

        request.Url.ShouldBe(new Uri("http://192.168.1.100:8080/behind/api/manager/system/ping?id=5f00aa"));
        request.Headers.ShouldBe(new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Homey-ID"] = Id });
        request.IsProbe.ShouldBeTrue();
    }

    [Fact]
    public void Request_IdUnknown_AsksWhoIsThere()
    {
        var request = HomeyProbe.Request(Address, null);

        request.Url.Query.ShouldBeEmpty();
        request.Headers.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Id, Id)]
    [InlineData(null, Id)]
    [InlineData("5F00AA", Id)]
    [InlineData(Id, null)]
    public void Judge_TheWantedHomey_IsFound(string? wanted, string? told)
    {
        var found = Judge(200, "", wanted, told).Found.ShouldNotBeNull();

        found.HomeyId.ShouldBe(told ?? wanted);
        found.Version.ShouldBe("12.0.0");
        found.Url("/api/x").ShouldBe(new Uri("http://192.168.1.100:8080/behind/api/x"));
    }

    [Theory]
    [InlineData(200, "", Id, "77ffee", "another Homey (id 77ffee)")]
    [InlineData(200, "false", Id, Id, "another Homey")]
    [InlineData(200, "false", null, null, "another Homey")]
    [InlineData(200, "<html>", null, null, "X-Homey-ID")]
    [InlineData(200, "", null, "../..", "X-Homey-ID")]
    [InlineData(404, "", Id, null, "HTTP 404")]
    [InlineData(403, "Forbidden", Id, null, "HTTP 403, Forbidden")]
    public void Judge_AnythingElse_IsNotTheHubAndTriedAgain(int status, string body, string? wanted, string? told, string words)
    {
        var reason = Judge(status, body, wanted, told).Reason.ShouldNotBeNull();

        reason.Name.ShouldBe("not-the-hub");
        reason.IsFinal.ShouldBeFalse();
        reason.Message.ShouldContain(words);
    }

    [Theory]
    [InlineData("""{"error":"Subscription Inactive","statusCode":403}""")]
    [InlineData("""{"error":"Invalid Serial Number","statusCode":403}""")]
    [InlineData("Subscription Inactive")]
    public void Judge_RefusedByAthom_IsFinalAndSaysSo(string body)
    {
        var reason = Judge(403, body, Id, null).Reason.ShouldNotBeNull();

        reason.IsFinal.ShouldBeTrue();
        reason.Name.ShouldBe("subscription-inactive");
    }

    [Fact]
    public void Judge_NoAnswer_IsTheTransportsReason()
    {
        var failure = HubHttpAnswer.Failed(new HubHttpFailure(DisconnectReason.Unreachable("away"), UpstreamReplyKind.NotSent));

        HomeyProbe.Judge(failure, Address, Id, TimeSpan.Zero, new Secret("t")).Reason.ShouldBe(DisconnectReason.Unreachable("away"));
    }

    private static HomeyFinding Judge(int status, string body, string? wanted, string? told)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["X-Homey-Version"] = "12.0.0" };
        if (told is not null)
        {
            headers["X-Homey-ID"] = told;
        }

        var answer = new HubHttpAnswer { Status = (HttpStatusCode)status, Body = Encoding.UTF8.GetBytes(body), Headers = headers };
        return HomeyProbe.Judge(answer, Address, wanted, TimeSpan.Zero, new Secret("t"));
    }
}
