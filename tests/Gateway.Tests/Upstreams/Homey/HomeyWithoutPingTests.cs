using Gateway.Tests.Fakes;
using Gateway.Upstreams.Homey;

namespace Gateway.Tests.Upstreams.Homey;

/// <summary>Addresses which answer the question of who is there with 404.</summary>
public sealed class HomeyWithoutPingTests
{
    private static readonly HomeyOptions Known = new() { HomeyId = ScriptedHomey.Id };

    [Theory]
    [InlineData(null)]
    [InlineData("5F00AA")]
    public async Task Open_IdConfigured_GoesOnToTheLoginWithThatId(string? told)
    {
        await using var rig = await HomeySessionRig.CreateAsync(Known);
        rig.Homey.Ping = ScriptedHomey.Says(404, "no such path", told);
        var opening = await rig.DialAsync();
        await rig.Hub.OpenAsync();

        var packet = await rig.Hub.ReadAsync("handshakeClient");

        packet.Json.ShouldContain($"\"homeyId\":\"{ScriptedHomey.Id}\"");
        await rig.Hub.AckAsync(packet, """null,{"namespace":"/"}""");
        await using var session = (await opening.Soon()).Session.ShouldNotBeNull();
        session.Version.ShouldBe("socket.io 2, EIO 3");
        rig.Hub.Wire.Abort();
    }

    [Fact]
    public async Task Open_IdConfiguredButNoHomey_IsSaidByTheLogin()
    {
        await using var rig = await HomeySessionRig.CreateAsync(Known);
        rig.Homey.Ping = ScriptedHomey.Says(404, "");
        rig.Homey.Upgrade = ScriptedHomey.Says(404, "");

        var reason = (await rig.Connector.OpenAsync(CancellationToken.None).Soon()).Reason.ShouldNotBeNull();

        reason.IsFinal.ShouldBeFalse();
        rig.Homey.Requests.ShouldBe([$"GET /api/manager/system/ping?id={ScriptedHomey.Id}", "GET /socket.io/?EIO=3&transport=websocket"]);
        rig.Homey.Headers.ShouldAllBe(static headers => !headers.Contains(HomeySessionRig.Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Open_AnotherAddressProvesToBeTheHomey_IsPreferred()
    {
        await using var other = await ScriptedHomey.StartAsync();
        await using var rig = await HomeySessionRig.CreateAsync(Known with { Addresses = [other.Url] });
        rig.Homey.Ping = ScriptedHomey.Says(404, "");
        var opening = rig.Connector.OpenAsync(CancellationToken.None);

        var hub = new ScriptedHomeyConnection(await other.AcceptAsync());
        await hub.SignInAsync();

        await using var session = (await opening.Soon()).Session.ShouldNotBeNull();
        rig.Homey.HasVisitor.ShouldBeFalse();
        hub.Wire.Abort();
    }

    [Fact]
    public async Task Open_IdOnlyLearned_IsRefusedAndToldNothing()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        await rig.EndSessionAsync();
        rig.Homey.Ping = ScriptedHomey.Says(404, "");

        var reason = (await rig.Connector.OpenAsync(CancellationToken.None).Soon()).Reason.ShouldNotBeNull();

        reason.Name.ShouldBe("not-the-hub");
        reason.Message.ShouldContain("HTTP 404");
        rig.Homey.HasVisitor.ShouldBeFalse();
    }

    [Fact]
    public async Task Open_AnotherHomeyAnswers_IsStillRefused()
    {
        await using var rig = await HomeySessionRig.CreateAsync(Known);
        rig.Homey.Ping = ScriptedHomey.Says(404, "", "77ffee");

        var reason = (await rig.Connector.OpenAsync(CancellationToken.None).Soon()).Reason.ShouldNotBeNull();

        reason.Name.ShouldBe("not-the-hub");
        rig.Homey.HasVisitor.ShouldBeFalse();
    }
}
