using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.DemoHubs.HomeAssistant;

namespace Gateway.Tests.DemoHubs;

public sealed class HomeAssistantDemoHubAuthTests : IAsyncLifetime
{
    private HomeAssistantDemoHub _hub = null!;

    public async Task InitializeAsync() =>
        _hub = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false });

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Theory]
    [InlineData("""{"type":"auth","access_token":"wrong"}""", "[bad token] refused")]
    [InlineData("""{"type":"auth"}""", "[bad token] refused")]
    [InlineData("""{"type":"auth","api_password":"secret"}""", "[bad token] refused")]
    [InlineData("""{"id": 1, "type": "get_states"}""", "[command before auth] schema message")]
    public async Task Auth_Refused_AnswersAsCapturedAndCloses(string frame, string note)
    {
        using var client = await HomeAssistantClient.DialAsync(_hub);
        (await client.ReadAsync()).ShouldBe(HomeAssistantFrames.ByNote("[bad token] first frame"));
        (await client.AskAsync(frame)).ShouldBe(HomeAssistantFrames.ByNote(note));
        await client.ShouldCloseAsync();
        _hub.OpenConnections.ShouldBe(0);
    }

    [Fact]
    public async Task Auth_ExtraKey_IsNamed()
    {
        using var client = await HomeAssistantClient.DialAsync(_hub);
        await client.ReadAsync();
        (await client.AskAsync($$"""{"id":1,"type":"auth","access_token":"{{_hub.Token}}"}"""))
            .ShouldBe("""{"type":"auth_invalid","message":"Auth message incorrectly formatted: extra keys not allowed @ data['id']. Got 1"}""");
        await client.ShouldCloseAsync();
        _hub.Received.ShouldHaveSingleItem().ShouldNotContain(_hub.Token);
    }

    [Fact]
    public async Task Auth_NotJson_ClosesWithoutAFrame()
    {
        using var client = await HomeAssistantClient.DialAsync(_hub);
        await client.ReadAsync();
        await client.SendAsync("not json");
        await client.ShouldCloseAsync();
    }

    [Fact]
    public async Task Auth_Silence_ClosesWithoutAFrame()
    {
        await using var impatient = await HomeAssistantDemoHub.StartAsync(
            new HomeAssistantDemoHubOptions { Living = false, AuthTimeout = TimeSpan.FromMilliseconds(300) });
        using var client = await HomeAssistantClient.DialAsync(impatient);
        await client.ReadAsync();
        await client.ShouldCloseAsync();
    }

    [Fact]
    public async Task Hub_Banned_RefusesTheUpgrade()
    {
        _hub.Ban(banned: true);
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var address = new UriBuilder(_hub.Url) { Scheme = "ws", Path = "/api/websocket" }.Uri;
        await Should.ThrowAsync<WebSocketException>(() => socket.ConnectAsync(address, limit.Token));
        socket.HttpStatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Token_Changed_IsTheOnlyOneAccepted()
    {
        var old = _hub.Token;
        _hub.ChangeToken("another");
        using var http = new HttpClient { BaseAddress = _hub.Url, Timeout = TimeSpan.FromSeconds(20) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", old);
        (await http.GetAsync("/api/states")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        http.DefaultRequestHeaders.Authorization = new("Bearer", "another");
        (await http.GetStringAsync("/api/")).ShouldBe("""{"message":"API running."}""");
        (await http.GetStringAsync("/api/states/light.hall")).ShouldStartWith("""{"entity_id":"light.hall","state":"off","attributes":{""");
        using var client = await HomeAssistantClient.SignInAsync(_hub);
    }

    [Fact]
    public async Task Hub_WithACertificate_ServesTls()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
        await using var secure = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false, Certificate = certificate });
        using var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = (_, presented, _, _) => certificate.Equals(presented);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await socket.ConnectAsync(new UriBuilder(secure.Url) { Scheme = "wss", Path = "/api/websocket" }.Uri, limit.Token);
        secure.Url.Scheme.ShouldBe("https");
    }

    [Fact]
    public async Task Hub_ShowingHtml_AnswersTheUpgradeWithAPage()
    {
        await using var page = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false, ShowHtml = true });
        await Should.ThrowAsync<WebSocketException>(() => HomeAssistantClient.DialAsync(page));
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        using var answer = await http.GetAsync(page.Url);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("text/html");
    }
}
