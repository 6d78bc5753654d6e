using Gateway.Tests.Fakes;
using Gateway.Upstreams;

namespace Gateway.Tests.Upstreams.Homey;

/// <summary>When a refused token is believed.</summary>
public sealed class HomeyLoginRefusalTests
{
    private const string Expired = """{"statusCode":401,"error":"session_expired","error_description":"Session expired"}""";
    private const string Invalid = """{"statusCode":401,"error":"invalid_token"}""";

    [Fact]
    public async Task Refused_OtherwiseThanAsExpired_IsFinalAtOnce()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        await rig.EndSessionAsync();

        (await RefuseAsync(rig, Invalid)).IsFinal.ShouldBeTrue();
    }

    [Fact]
    public async Task Refused_AsExpired_IsTriedOnceMoreAndThenFinal()
    {
        await using var rig = await HomeySessionRig.CreateAsync();

        var first = await RefuseAsync(rig, Expired);
        var second = await RefuseAsync(rig, Expired);

        (first.Name, first.IsFinal).ShouldBe(("credentials-refused", false));
        first.Message.ShouldContain("session_expired: Session expired");
        first.Message.ShouldContain("once more");
        (second.Name, second.IsFinal).ShouldBe(("credentials-refused", true));
        second.Message.ShouldContain("'Token'");
    }

    [Fact]
    public async Task Refused_AgainAfterALoginBetween_IsTriedOnceMore()
    {
        await using var rig = await HomeySessionRig.CreateAsync();
        (await RefuseAsync(rig, Expired)).IsFinal.ShouldBeFalse();
        await rig.OpenNextAsync();
        await rig.EndSessionAsync();

        (await RefuseAsync(rig, Expired)).IsFinal.ShouldBeFalse();
    }

    private static async Task<DisconnectReason> RefuseAsync(HomeySessionRig rig, string error)
    {
        var opening = await rig.DialAsync();
        await rig.Hub.OpenAsync();
        await rig.Hub.AckAsync(await rig.Hub.ReadAsync("handshakeClient"), error);
        return (await opening.Soon()).Reason.ShouldNotBeNull();
    }
}
