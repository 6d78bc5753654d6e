using System.Net;
using Gateway.DemoHubs.Homey;
using Gateway.Tests.DemoHubs.SocketIO;

namespace Gateway.Tests.DemoHubs.Homey;

public sealed class HomeyDemoHubHandshakeTests : IAsyncLifetime
{
    private HomeyDemoHub _hub = null!;

    public async Task InitializeAsync() => _hub = await HomeyDemoHub.StartAsync(new HomeyDemoHubOptions { Living = false, HomeyId = "5f00aa" });

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task Handshake_WithTheToken_GoesAsDocumented()
    {
        using var client = await EngineClient.DialAsync(_hub.Url, "EIO=3&transport=websocket");
        HomeyFrames.Shape(await client.ReadAsync()).ShouldBe(HomeyFrames.Shape(HomeyFrames.ByNote("[handshake] open packet")));
        (await client.ReadAsync()).ShouldBe(HomeyFrames.ByNote("[handshake] root namespace"));
        (await client.AskAsync(Credentials(_hub.Token))).ShouldBe(HomeyFrames.ByNote("[handshake] accepted"));
        (await client.AskAsync(HomeyFrames.ByNote("[namespace] open "))).ShouldBe(HomeyFrames.ByNote("[namespace] opened"));
        (await client.AskAsync(HomeyFrames.ByNote("[subscribe] device"))).ShouldBe(HomeyFrames.ByNote("[subscribe] confirmed, one-element"));
        (await client.AskAsync(HomeyFrames.ByNote("[liveness] the CLIENT pings"))).ShouldBe(HomeyFrames.ByNote("[liveness] the server answers"));
        _hub.ActiveSubscriptions.ShouldBe(["homey:device:3f1c"]);
        _hub.Received[0].ShouldBe(HomeyFrames.ByNote("[handshake] credentials"));
        _hub.Requests.ShouldBe(["GET /socket.io/?EIO=3&transport=websocket"]);
        _hub.CountReceived("handshakeClient").ShouldBe(1);
    }

    [Fact]
    public async Task Namespace_WithoutAHandshake_IsRefused()
    {
        using var client = await EngineClient.EnterAsync(_hub.Url);
        (await client.AskAsync("40/api,")).ShouldBe(HomeyFrames.ByNote("[namespace] refused"));
        (await client.AskAsync("40/other,")).ShouldBe("44/other,\"Invalid namespace\"");
        HomeyFrames.Shape(await client.AskAsync(Credentials("wrong")))
            .ShouldBe(HomeyFrames.Shape(HomeyFrames.ByNote("[handshake] refused with an object")));
        (await client.AskAsync("40/api,")).ShouldBe(HomeyFrames.ByNote("[namespace] refused"));
        _hub.Received.ShouldAllBe(frame => !frame.Contains("wrong", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[handshake] refused with an object")]
    [InlineData("[handshake] refused with code")]
    [InlineData("[handshake] refused with a plain string")]
    public async Task Handshake_Refused_HasTheShapeTheTestWants(string note)
    {
        var frame = HomeyFrames.ByNote(note);
        _hub.RefuseHandshake(frame["430[".Length..^1]);
        using var client = await EngineClient.EnterAsync(_hub.Url);
        (await client.AskAsync(Credentials(_hub.Token))).ShouldBe(frame);
        (await client.AskAsync("40/api,")).ShouldBe("44/api,\"Not authorized\"");
        _hub.AllowHandshake();
        (await client.AskAsync(Credentials(_hub.Token))).ShouldBe("430[null,{\"namespace\":\"/api\"}]");
    }

    [Fact]
    public async Task Handshake_ForAnotherHomeyOrARefusedToken_IsRefused()
    {
        using var client = await EngineClient.EnterAsync(_hub.Url);
        (await client.AskAsync(Credentials(_hub.Token).Replace("5f00aa", "77ffee", StringComparison.Ordinal)))
            .ShouldNotBeNull().ShouldStartWith("430[{\"statusCode\":404,");
        _hub.RefuseAuth(refuse: true);
        (await client.AskAsync(Credentials(_hub.Token))).ShouldNotBeNull().ShouldStartWith("430[{\"statusCode\":401,");
    }

    [Fact]
    public async Task Namespace_NamedByTheAnswer_IsTheOneThatWorks()
    {
        await using var other = await HomeyDemoHub.StartAsync(new HomeyDemoHubOptions { Living = false, HomeyId = "5f00aa", Namespace = "/v3" });
        using var client = await EngineClient.EnterAsync(other.Url);
        (await client.AskAsync(Credentials(other.Token))).ShouldBe("430[null,{\"namespace\":\"/v3\"}]");
        (await client.AskAsync("40/api,")).ShouldBe("44/api,\"Invalid namespace\"");
        (await client.AskAsync("40/v3,")).ShouldBe("40/v3,");
        (await client.AskAsync("42/v3,7[\"subscribe\",\"homey:manager:flow\"]")).ShouldBe("43/v3,7[null]");
    }

    [Fact]
    public async Task Polling_Tried_IsAnUnknownTransport()
    {
        using var client = new PollingClient(_hub.Url, revision: 3);
        (await client.AskAsync()).ShouldBe((HttpStatusCode.BadRequest, """{"code":0,"message":"Transport unknown"}"""));
    }

    [Fact]
    public async Task Namespace_Kicked_NeedsANewHandshake()
    {
        using var client = await EngineClient.EnterAsync(_hub.Url);
        await client.AskAsync(Credentials(_hub.Token));
        await client.AskAsync("40/api,");
        await client.AskAsync("42/api,0[\"subscribe\",\"homey:manager:devices\"]");
        _hub.KickNamespace();
        (await client.ReadAsync()).ShouldBe(HomeyFrames.ByNote("[drop] namespace dropped"));
        _hub.ActiveSubscriptions.ShouldBeEmpty();
        _hub.OpenConnections.ShouldBe(1);
        (await client.AskAsync("40/api,")).ShouldBe("44/api,\"Not authorized\"");
        (await client.AskAsync(Credentials(_hub.Token))).ShouldBe("430[null,{\"namespace\":\"/api\"}]");
        (await client.AskAsync("40/api,")).ShouldBe("40/api,");
    }

    private static string Credentials(string token) => HomeyFrames.ByNote("[handshake] credentials").Replace("<TOKEN>", token, StringComparison.Ordinal);
}
