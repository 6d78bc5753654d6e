using Gateway.Tests.Fakes;
using Gateway.Upstreams.Homey;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams.Homey;

public sealed class HomeyOpeningTests
{
    [Fact]
    public async Task Transport_PlainUrlAlone_IsWebSocketOnlyWithoutCredentialsInAnyRequest()
    {
        await using var rig = await HomeySessionRig.OpenAsync();

        rig.Homey.Requests.ShouldBe(["GET /api/manager/system/ping", "GET /socket.io/?EIO=3&transport=websocket"]);
        rig.Homey.Headers.ShouldAllBe(static headers => !headers.Contains(HomeySessionRig.Token, StringComparison.Ordinal));
        rig.Session.Version.ShouldBe("12.0.0, socket.io 2, EIO 3");
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(502)]
    public async Task Transport_UpgradeRefused_IsSaidAndNeverAskedByPolling(int status)
    {
        await using var rig = await HomeySessionRig.CreateAsync();
        rig.Homey.Upgrade = ScriptedHomey.Says(status, "sorry");

        var reason = (await rig.Connector.OpenAsync(CancellationToken.None).Soon()).Reason.ShouldNotBeNull();

        rig.Homey.Requests.ShouldBe(["GET /api/manager/system/ping", "GET /socket.io/?EIO=3&transport=websocket"]);
        reason.Message.ShouldContain($"HTTP {status}");
        reason.IsFinal.ShouldBeFalse();
    }

    [Fact]
    public async Task HandshakeClient_IsSentTokenAndTheIdThatThePingTold()
    {
        await using var rig = await HomeySessionRig.CreateAsync();
        var opening = await rig.DialAsync();
        await rig.Hub.OpenAsync();

        (await rig.Hub.Wire.ReadAsync()).ShouldBe($$"""420["handshakeClient",{"token":"{{HomeySessionRig.Token}}","homeyId":"5f00aa"}]""");

        rig.Hub.Wire.Abort();
        (await opening.Soon()).Reason!.Name.ShouldBe("hub-closed");
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/")]
    [InlineData("/some/other-2")]
    public async Task HandshakeClient_NamespaceItReturns_IsTheOneThatIsUsed(string name)
    {
        await using var rig = await HomeySessionRig.CreateAsync();
        var opening = await rig.DialAsync();
        await rig.Hub.OpenAsync();
        await rig.Hub.AckAsync(await rig.Hub.ReadAsync("handshakeClient"), $$"""null,{"namespace":"{{name}}"}""");
        if (name is not "/")
        {
            (await rig.Hub.Wire.ReadAsync()).TrimEnd(',').ShouldBe($"40{name}");
            await rig.Hub.Wire.SendAsync($"40{name},");
        }

        await using var session = (await opening.Soon()).Session.ShouldNotBeNull();
        var watching = session.WatchAsync("homey:manager:flow", CancellationToken.None);
        var packet = await rig.Hub.ReadAsync("subscribe");

        packet.Namespace.ShouldBe(name is "/" ? "" : name);
        await rig.Hub.AckAsync(packet, "null");
        (await watching.Soon()).IsLive.ShouldBeTrue();
        rig.Hub.Wire.Abort();
    }

    [Theory]
    [InlineData("""{"statusCode":401,"error":"invalid_session","error_description":"Session expired","stack":"at x"}""", "credentials-refused", true, "invalid_session: Session expired")]
    [InlineData("""{"code":401,"error":"invalid_token"}""", "credentials-refused", true, "invalid_token")]
    [InlineData("""{"code":"401","message":"secret-token-0123456789 is bad"}""", "credentials-refused", true, "*** is bad")]
    [InlineData("\"homey_offline\"", "login-refused", false, "homey_offline")]
    [InlineData("""{"statusCode":500,"error":"internal"},{"namespace":"/v7"}""", "login-refused", false, "internal")]
    [InlineData("null", "not-the-hub", false, "no namespace")]
    [InlineData("null,{}", "not-the-hub", false, "no namespace")]
    [InlineData("null,{\"namespace\":\"v7\"}", "not-the-hub", false, "no namespace")]
    [InlineData("null,{\"namespace\":\"/v7?a,b\"}", "not-the-hub", false, "no namespace")]
    [InlineData("", "not-the-hub", false, "no namespace")]
    public async Task HandshakeClient_AckOfErrorAndResultInAnyShape_IsUnderstood(string ack, string name, bool isFinal, string words)
    {
        await using var rig = await HomeySessionRig.CreateAsync();
        var opening = await rig.DialAsync();
        await rig.Hub.OpenAsync();

        await rig.Hub.AckAsync(await rig.Hub.ReadAsync("handshakeClient"), ack);

        var reason = (await opening.Soon()).Reason.ShouldNotBeNull();
        (reason.Name, reason.IsFinal).ShouldBe((name, isFinal));
        reason.Message.ShouldContain(words);
        reason.Message.ShouldNotContain(HomeySessionRig.Token);
        reason.Message.ShouldNotContain("at x");
        await rig.Hub.Wire.Ended.Soon();
    }

    [Fact]
    public async Task Open_NoSocketIOServer_NamesTheSettingsThatAHomeyHas()
    {
        await using var rig = await HomeySessionRig.CreateAsync();
        var opening = await rig.DialAsync();

        await rig.Hub.Wire.SendAsync("hello");

        var reason = (await opening.Soon()).Reason.ShouldNotBeNull();
        reason.Message.ShouldContain("Is 'Url' the address of a Homey?");
        reason.Message.ShouldNotContain("'Path'");
        reason.Message.ShouldNotContain("'Version'");
    }

    [Fact]
    public async Task Read_Garbage_IsLoggedUnderTheHubsName()
    {
        await using var rig = await HomeySessionRig.OpenAsync();

        await rig.Hub.Wire.SendAsync("4x");

        await Eventually.TrueAsync(() => rig.LinesOf(LogLevel.Warning).Any(static line => line.StartsWith("Hub homey sent 2 bytes that are ignored", StringComparison.Ordinal)), "the hub is named");
    }

    [Fact]
    public async Task Handshake_NamespaceRefused_IsTriedAgain()
    {
        await using var rig = await HomeySessionRig.CreateAsync();
        var opening = await rig.DialAsync();
        await rig.Hub.OpenAsync();
        await rig.Hub.AckAsync(await rig.Hub.ReadAsync("handshakeClient"), """null,{"namespace":"/v7"}""");
        await rig.Hub.Wire.ReadAsync();

        await rig.Hub.Wire.SendAsync("44/v7,\"Not authorized\"");

        var reason = (await opening.Soon()).Reason.ShouldNotBeNull();
        (reason.Name, reason.IsFinal).ShouldBe(("namespace-refused", false));
        reason.Message.ShouldContain("Not authorized");
    }

    [Fact]
    public async Task Handshake_Unanswered_IsGivenUpAfterTenSeconds()
    {
        await using var rig = await HomeySessionRig.CreateAsync();
        var opening = await rig.DialAsync();
        await rig.Hub.OpenAsync();
        await rig.Hub.ReadAsync("handshakeClient");

        rig.Time.Advance(TimeSpan.FromSeconds(10));

        (await opening.Soon()).Reason.ShouldNotBeNull().Message.ShouldContain("did not finish the login");
    }

    [Fact]
    public async Task Open_RootRefused_IsNotTakenForTheToken()
    {
        await using var rig = await HomeySessionRig.CreateAsync();
        var opening = await rig.DialAsync();
        await rig.Hub.Wire.SendAsync(ScriptedHomeyConnection.Open);
        await rig.Hub.Wire.SendAsync("44\"busy\"");

        var reason = (await opening.Soon()).Reason.ShouldNotBeNull();
        (reason.Name, reason.IsFinal).ShouldBe(("login-refused", false));
        reason.Message.ShouldContain("busy");
    }

    [Fact]
    public async Task Open_CancelledDuringTheLogin_LeavesNothingBehind()
    {
        await using var rig = await HomeySessionRig.CreateAsync();
        using var leaving = new CancellationTokenSource();
        var opening = rig.Connector.OpenAsync(leaving.Token);
        var hub = new ScriptedHomeyConnection(await rig.Homey.AcceptAsync());
        await hub.OpenAsync();
        await hub.ReadAsync("handshakeClient");

        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(opening.Soon());
        await hub.Wire.Ended.Soon();
    }

    [Theory]
    [InlineData("77ffee", "", "not-the-hub", false)]
    [InlineData("5f00aa", "false", "not-the-hub", false)]
    public async Task Discovery_AnotherHomeyAtTheAddress_IsRefusedBeforeAnyCredentials(string id, string body, string name, bool isFinal)
    {
        await using var rig = await HomeySessionRig.CreateAsync(new HomeyOptions { HomeyId = ScriptedHomey.Id });
        rig.Homey.Ping = ScriptedHomey.Says(200, body, id);

        var reason = (await rig.Connector.OpenAsync(CancellationToken.None).Soon()).Reason.ShouldNotBeNull();

        (reason.Name, reason.IsFinal).ShouldBe((name, isFinal));
        rig.Homey.Requests.ShouldBe(["GET /api/manager/system/ping?id=5f00aa"]);
    }

    [Fact]
    public async Task Discovery_SubscriptionInactive_IsFinal()
    {
        await using var rig = await HomeySessionRig.CreateAsync();
        rig.Homey.Ping = ScriptedHomey.Says(403, """{"error":"Subscription Inactive","statusCode":403}""");

        var reason = (await rig.Connector.OpenAsync(CancellationToken.None).Soon()).Reason.ShouldNotBeNull();

        (reason.Name, reason.IsFinal).ShouldBe(("subscription-inactive", true));
        rig.Homey.HasVisitor.ShouldBeFalse();
    }

    [Fact]
    public async Task Discovery_EachSession_LooksAgainAndOnlyForTheHomeyOfTheFirst()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        await rig.OpenNextAsync();

        rig.Homey.Requests.Count(static request => request.StartsWith("GET /api/manager/system/ping", StringComparison.Ordinal)).ShouldBe(2);
        rig.Homey.Ping = ScriptedHomey.Says(200, "", "77ffee");
        (await rig.Connector.OpenAsync(CancellationToken.None).Soon()).Reason!.Name.ShouldBe("not-the-hub");
    }

    [Fact]
    public async Task Discovery_UrlDead_FindsTheHomeyAtAFurtherAddress()
    {
        await using var other = await ScriptedHomey.StartAsync();
        await using var rig = await HomeySessionRig.CreateAsync(new HomeyOptions { Addresses = [other.Url] });
        rig.Homey.Ping = ScriptedHomey.Says(502, "");
        var opening = rig.Connector.OpenAsync(CancellationToken.None);

        var hub = new ScriptedHomeyConnection(await other.AcceptAsync());
        await hub.SignInAsync();

        await using var session = (await opening.Soon()).Session.ShouldNotBeNull();
        rig.Homey.HasVisitor.ShouldBeFalse();
        hub.Wire.Abort();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Discovery_UrlSlow_IsTakenOnlyWhereNoOtherWayAnswers(bool hasOther)
    {
        await using var other = await ScriptedHomey.StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!hasOther)
        {
            other.Ping = ScriptedHomey.Says(404, "");
        }

        await using var rig = await HomeySessionRig.CreateAsync(new HomeyOptions { Addresses = [other.Url] });
        rig.Homey.Ping = async context =>
        {
            await gate.Task;
            await ScriptedHomey.Says(200, "", ScriptedHomey.Id)(context);
        };
        var opening = rig.Connector.OpenAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => rig.Homey.Requests.Count == 1 && other.Requests.Count == 1, "both are asked at once");

        await rig.AdvanceAsync(TimeSpan.FromMilliseconds(1000), timers: 1);
        if (!hasOther)
        {
            gate.SetResult();
        }

        var hub = new ScriptedHomeyConnection(await (hasOther ? other : rig.Homey).AcceptAsync());
        await hub.SignInAsync();
        await using var session = (await opening.Soon()).Session.ShouldNotBeNull();
        gate.TrySetResult();
        hub.Wire.Abort();
    }

    [Fact]
    public async Task Discovery_NothingAnywhere_NamesEveryPlace()
    {
        await using var rig = await HomeySessionRig.CreateAsync(new HomeyOptions { Addresses = [new Uri("http://127.0.0.1:9")] });
        rig.Homey.Ping = ScriptedHomey.Says(404, "");

        var reason = (await rig.Connector.OpenAsync(CancellationToken.None).Soon()).Reason.ShouldNotBeNull();

        reason.IsFinal.ShouldBeFalse();
        reason.Message.ShouldContain("HTTP 404");
        reason.Message.ShouldContain("http://127.0.0.1:9");
    }
}
