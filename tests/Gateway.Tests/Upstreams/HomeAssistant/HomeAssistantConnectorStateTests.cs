using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.HomeAssistant;

/// <summary>After the login the hub tells its state, late when it is starting.</summary>
public sealed class HomeAssistantConnectorStateTests
{
    private const string AuthRequired = """{"type":"auth_required","ha_version":"2023.11.3"}""";
    private const string AuthOk = """{"type":"auth_ok","ha_version":"2023.11.3"}""";

    [Fact]
    public async Task Login_HubIsSlowToTellItsState_IsWaitedForBeyondTheLoginsLimit()
    {
        await using var rig = HomeAssistantSessionRig.Create(await ScriptedHub.StartAsync());
        var opening = rig.Connector.OpenAsync(CancellationToken.None);
        var wire = await rig.Hub.AcceptAsync();
        await wire.SendAsync(AuthRequired);
        await wire.ReadAsync();
        rig.Time.Advance(TimeSpan.FromSeconds(9));
        await wire.SendAsync(AuthOk);
        await wire.AcceptAsync("supported_features");
        var asked = await wire.ExpectAsync("get_config");

        rig.Time.Advance(TimeSpan.FromSeconds(29));
        opening.IsCompleted.ShouldBeFalse();
        await wire.ResultAsync(asked, """{"state":"STARTING"}""");

        await using var session = (await opening.Soon()).Session.ShouldNotBeNull();
        session.Notice.ShouldNotBeNull().ShouldContain("STARTING");
    }

    [Fact]
    public async Task Login_HubNeverTellsItsState_IsGivenUpAfterThirtySecondsAndSaysSo()
    {
        await using var rig = HomeAssistantSessionRig.Create(await ScriptedHub.StartAsync());
        var opening = rig.Connector.OpenAsync(CancellationToken.None);
        var wire = await rig.Hub.AcceptAsync();
        await wire.SendAsync(AuthOk);
        await wire.AcceptAsync("supported_features");
        await wire.ExpectAsync("get_config");

        rig.Time.Advance(TimeSpan.FromSeconds(29.9));
        opening.IsCompleted.ShouldBeFalse();
        rig.Time.Advance(TimeSpan.FromSeconds(0.1));

        var reason = (await opening.Soon()).Reason.ShouldNotBeNull();
        reason.Name.ShouldBe("unreachable");
        reason.Message.ShouldContain("accepted the token");
        reason.Message.ShouldContain("get_config within 30 s");
        await wire.Ended.Soon();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Login_ConnectionEndsAfterTheTokenWasAccepted_SaysThatItWas(bool isCut)
    {
        await using var rig = HomeAssistantSessionRig.Create(await ScriptedHub.StartAsync());
        var opening = rig.Connector.OpenAsync(CancellationToken.None);
        var wire = await rig.Hub.AcceptAsync();
        await wire.SendAsync(AuthOk);
        await wire.AcceptAsync("supported_features");
        await wire.ExpectAsync("get_config");

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
        reason.Message.ShouldContain("after it had accepted the token");
    }
}
