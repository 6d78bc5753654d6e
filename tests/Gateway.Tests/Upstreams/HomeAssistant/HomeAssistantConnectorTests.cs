using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Tests.Fakes;
using Gateway.Upstreams.HomeAssistant;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Upstreams.HomeAssistant;

public sealed class HomeAssistantConnectorTests
{
    private const string AuthRequired = """{"type":"auth_required","ha_version":"2023.11.3"}""";
    private const string AuthOk = """{"type":"auth_ok","ha_version":"2023.11.3"}""";

    [Fact]
    public async Task Login_AsCaptured_SendsTheFramesByteForByte()
    {
        await using var rig = HomeAssistantSessionRig.Create(await ScriptedHub.StartAsync());
        var opening = rig.Connector.OpenAsync(CancellationToken.None);
        var wire = await rig.Hub.AcceptAsync();
        wire.Path.ShouldBe("/api/websocket");

        await wire.SendAsync(AuthRequired);
        (await wire.ReadAsync()).ShouldBe($$"""{"type":"auth","access_token":"{{HomeAssistantSessionRig.Token}}"}""");
        await wire.SendAsync(AuthOk);
        (await wire.ReadAsync()).ShouldBe("""{"id":1,"type":"supported_features","features":{"coalesce_messages":1}}""");
        (await wire.ReadAsync()).ShouldBe("""{"id":2,"type":"get_config"}""");
        await wire.SendAsync("""[{"id":1,"type":"result","success":true,"result":null},{"id":2,"type":"result","success":true,"result":{"state":"RUNNING"}}]""");

        await using var session = (await opening.Soon()).Session.ShouldNotBeNull();
        session.Version.ShouldBe("2023.11.3");
        session.Notice.ShouldBeNull();
    }

    [Fact]
    public async Task Login_FirstFrameIsAuthOk_GoesOnWithoutAuth()
    {
        await using var rig = HomeAssistantSessionRig.Create(await ScriptedHub.StartAsync());
        var opening = rig.Connector.OpenAsync(CancellationToken.None);
        var wire = await rig.Hub.AcceptAsync();

        await wire.SendAsync(AuthOk);
        await wire.AcceptAsync("supported_features");
        await wire.AcceptAsync("get_config", """{"state":"RUNNING"}""");

        await using var session = (await opening.Soon()).Session.ShouldNotBeNull();
    }

    [Fact]
    public async Task Login_AnOldHubKnowsNoFeatures_GoesOn()
    {
        await using var rig = HomeAssistantSessionRig.Create(await ScriptedHub.StartAsync());
        var opening = rig.Connector.OpenAsync(CancellationToken.None);
        var wire = await rig.Hub.AcceptAsync();

        await wire.SendAsync(AuthOk);
        await wire.RefuseAsync(await wire.ExpectAsync("supported_features"), """{"code":"unknown_command","message":"Unknown command."}""");
        await wire.AcceptAsync("get_config", """{"state":"RUNNING"}""");

        await using var session = (await opening.Soon()).Session.ShouldNotBeNull();
    }

    [Fact]
    public async Task Login_AuthInvalidThatEchoesTheToken_IsFinalAndKeepsTheSecret()
    {
        await using var rig = HomeAssistantSessionRig.Create(await ScriptedHub.StartAsync());
        var opening = rig.Connector.OpenAsync(CancellationToken.None);
        var wire = await rig.Hub.AcceptAsync();

        await wire.SendAsync(AuthRequired);
        await wire.ReadAsync();
        await wire.SendAsync($$"""{"type":"auth_invalid","message":"Got '{{HomeAssistantSessionRig.Token}}', no such token"}""");
        await wire.CloseAsync();

        var reason = (await opening.Soon()).Reason.ShouldNotBeNull();
        reason.Name.ShouldBe("credentials-refused");
        reason.IsFinal.ShouldBeTrue();
        reason.Message.ShouldContain("no such token");
        reason.Message.ShouldNotContain(HomeAssistantSessionRig.Token);
        await wire.Ended.Soon();
    }

    [Fact]
    public async Task Login_AuthInvalidWithEndlessWords_GivesAReasonAPersonCanRead()
    {
        await using var rig = HomeAssistantSessionRig.Create(await ScriptedHub.StartAsync());
        var opening = rig.Connector.OpenAsync(CancellationToken.None);
        var wire = await rig.Hub.AcceptAsync();

        await wire.SendAsync($$"""{"type":"auth_invalid","message":"{{new string('x', 100_000)}}"}""");

        var reason = (await opening.Soon()).Reason.ShouldNotBeNull();
        reason.IsFinal.ShouldBeTrue();
        reason.Message.Length.ShouldBeLessThan(1_000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Login_ConnectionEnds_IsNotFinal(bool isCut)
    {
        await using var rig = HomeAssistantSessionRig.Create(await ScriptedHub.StartAsync());
        var opening = rig.Connector.OpenAsync(CancellationToken.None);
        var wire = await rig.Hub.AcceptAsync();

        await wire.SendAsync(AuthRequired);
        await wire.ReadAsync();
        if (isCut)
        {
            wire.Abort();
        }
        else
        {
            await wire.CloseAsync();
        }

        var reason = (await opening.Soon()).Reason.ShouldNotBeNull();
        reason.Name.ShouldBe("hub-closed");
        reason.IsFinal.ShouldBeFalse();
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"type":"auth_required"}}""")]
    [InlineData("\"\\x\"")]
    public async Task Login_AnswerIsNoJson_IsNotTheHub(string frame)
    {
        await using var rig = HomeAssistantSessionRig.Create(await ScriptedHub.StartAsync());
        var opening = rig.Connector.OpenAsync(CancellationToken.None);
        var wire = await rig.Hub.AcceptAsync();

        await wire.SendAsync(frame);

        (await opening.Soon()).Reason.ShouldNotBeNull().Name.ShouldBe("not-the-hub");
        await wire.Ended.Soon();
    }

    [Fact]
    public async Task Login_NothingAfterTheAuth_GivesUpAfterTenSeconds()
    {
        await using var rig = HomeAssistantSessionRig.Create(await ScriptedHub.StartAsync());
        var opening = rig.Connector.OpenAsync(CancellationToken.None);
        var wire = await rig.Hub.AcceptAsync();
        await wire.SendAsync(AuthRequired);
        await wire.ReadAsync();
        await wire.SendAsync("""{"type":"something_else"}""");

        rig.Time.Advance(TimeSpan.FromSeconds(9.9));
        opening.IsCompleted.ShouldBeFalse();
        rig.Time.Advance(TimeSpan.FromSeconds(0.1));

        var reason = (await opening.Soon()).Reason.ShouldNotBeNull();
        reason.Name.ShouldBe("unreachable");
        reason.Message.ShouldContain("10 s");
        await wire.Ended.Soon();
    }

    [Fact]
    public async Task Login_Cancelled_ThrowsAndLeavesTheHub()
    {
        await using var rig = HomeAssistantSessionRig.Create(await ScriptedHub.StartAsync());
        using var stopping = new CancellationTokenSource();
        var opening = rig.Connector.OpenAsync(stopping.Token);
        var wire = await rig.Hub.AcceptAsync();

        await stopping.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(opening.Soon());
        await wire.Ended.Soon();
    }

    [Fact]
    public async Task Upgrade_AnsweredWith403_IsBannedForGood()
    {
        await using var rig = HomeAssistantSessionRig.Create(await ScriptedHub.StartAsync(static context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }));

        var reason = (await rig.Connector.OpenAsync(CancellationToken.None).Soon()).Reason.ShouldNotBeNull();

        reason.Name.ShouldBe("banned");
        reason.IsFinal.ShouldBeTrue();
        reason.Message.ShouldContain("ip_bans.yaml");
    }

    [Theory]
    [InlineData(200)]
    [InlineData(302)]
    [InlineData(502)]
    public async Task Upgrade_AnsweredWithAPage_IsNotTheHubAndNamesTheStatus(int status)
    {
        await using var rig = HomeAssistantSessionRig.Create(await ScriptedHub.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "http://example.invalid/";
            return context.Response.WriteAsync("<!DOCTYPE html><title>Welcome</title>");
        }));

        var reason = (await rig.Connector.OpenAsync(CancellationToken.None).Soon()).Reason.ShouldNotBeNull();

        reason.Name.ShouldBe("not-the-hub");
        reason.IsFinal.ShouldBeFalse();
        reason.Message.ShouldContain($"HTTP {status}");
    }

    [Fact]
    public async Task Dial_ServerThatStaysSilent_IsUnreachableAfterTenSeconds()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var rig = HomeAssistantSessionRig.Create(await ScriptedHub.StartAsync(), UrlOf(listener));
        var opening = rig.Connector.OpenAsync(CancellationToken.None);
        using var accepted = await listener.AcceptTcpClientAsync().Soon();
        await rig.UntilTimersAsync(1);

        rig.Time.Advance(TimeSpan.FromSeconds(9.9));
        opening.IsCompleted.ShouldBeFalse();
        rig.Time.Advance(TimeSpan.FromSeconds(0.1));

        var reason = (await opening.Soon()).Reason.ShouldNotBeNull();
        reason.Name.ShouldBe("unreachable");
        reason.Message.ShouldContain("10 s");
    }

    [Fact]
    public async Task Dial_ServerThatSpeaksSomethingElse_IsNotTheHub()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var rig = HomeAssistantSessionRig.Create(await ScriptedHub.StartAsync(), UrlOf(listener));
        var opening = rig.Connector.OpenAsync(CancellationToken.None);
        using var accepted = await listener.AcceptTcpClientAsync().Soon();
        await accepted.GetStream().WriteAsync(Encoding.ASCII.GetBytes("220 mail.example ESMTP\r\n"));

        (await opening.Soon()).Reason.ShouldNotBeNull().Name.ShouldBe("not-the-hub");
    }

    [Fact]
    public async Task Dial_NothingListens_IsUnreachableAndNamesThePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = UrlOf(listener);
        listener.Stop();
        await using var rig = HomeAssistantSessionRig.Create(await ScriptedHub.StartAsync(), url);

        var reason = (await rig.Connector.OpenAsync(CancellationToken.None).Soon()).Reason.ShouldNotBeNull();

        reason.Name.ShouldBe("unreachable");
        reason.Message.ShouldContain($"127.0.0.1:{url.Port}");
    }

    [Fact]
    public async Task Dial_OtherPath_IsUsedBelowTheHubsAddress()
    {
        var hub = await ScriptedHub.StartAsync();
        await using var rig = HomeAssistantSessionRig.Create(hub, new Uri(hub.Url, "/proxy/"), options: new HomeAssistantOptions { Path = "/core/websocket" });
        var opening = rig.Connector.OpenAsync(CancellationToken.None);

        var wire = await rig.Hub.AcceptAsync();

        wire.Path.ShouldBe("/proxy/core/websocket");
        await wire.CloseAsync();
        await opening.Soon();
    }

    private static Uri UrlOf(TcpListener listener) => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
}
