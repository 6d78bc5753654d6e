using System.Net;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Access;

public sealed class OriginGuardTests
{
    public static TheoryData<string, string> Faces => new()
    {
        { "GET", "/" },
        { "GET", "/api/hubs" },
        { "POST", "/api/hubs/home/commands" },
        { "GET", "/api/hubs/home/events?topic=entities/*" },
        { "POST", "/live/negotiate?negotiateVersion=1" },
        { "GET", "/swagger/v1/swagger.json" },
    };

    [Theory]
    [MemberData(nameof(Faces))]
    public async Task EveryFace_ForeignOriginOrHost_Answers403(string method, string path)
    {
        await using var host = await GatewayHost.StartAsync();

        (await SendAsync(host, method, path, "Origin", "http://evil.example")).ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(host, method, path, "Origin", "null")).ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(host, method, path, "Host", "evil.example")).ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(host, method, path, "Origin", host.Url.GetLeftPart(UriPartial.Authority))).ShouldNotBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("cross-site", "no-cors", HttpStatusCode.Forbidden)]
    [InlineData("cross-site", "cors", HttpStatusCode.Forbidden)]
    [InlineData("cross-site", "navigate", HttpStatusCode.OK)]
    [InlineData("same-origin", "no-cors", HttpStatusCode.OK)]
    [InlineData("none", "navigate", HttpStatusCode.OK)]
    public async Task PageThatEmbedsAnAnswer_ComesWithoutAnOrigin_AndIsRefused(string site, string mode, HttpStatusCode expected)
    {
        await using var host = await GatewayHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/hubs") { Headers = { { "Sec-Fetch-Site", site }, { "Sec-Fetch-Mode", mode } } };
        using var response = await host.Http.SendAsync(request);

        response.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task WebSocketUpgrade_ForeignOrigin_IsRefusedNotAcceptedAndClosed()
    {
        await using var host = await GatewayHost.StartAsync();
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "http://evil.example");
        socket.Options.CollectHttpResponseDetails = true;

        await Should.ThrowAsync<System.Net.WebSockets.WebSocketException>(
            () => socket.ConnectAsync(new UriBuilder(host.Url) { Scheme = "ws", Path = "/live" }.Uri, CancellationToken.None));

        socket.HttpStatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task ListedOrigin_MayUseTheApi_AndBrowsersAreToldSo()
    {
        await using var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["Access:Origins:0"] = "https://dash.example" });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/hubs");
        request.Headers.Add("Origin", "https://dash.example");

        using var response = await host.Http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["https://dash.example"]);
    }

    private static async Task<HttpStatusCode> SendAsync(GatewayHost host, string method, string path, string header, string value)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return response.StatusCode;
    }
}
