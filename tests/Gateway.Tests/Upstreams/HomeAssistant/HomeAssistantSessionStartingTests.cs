using Gateway.Commands;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams.HomeAssistant;

public sealed class HomeAssistantSessionStartingTests
{
    private const string Trigger = """{"platform":"state","type":"subscribe_trigger"}""";

    [Fact]
    public async Task Starting_Triggers_WaitUntilTheHubRuns()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync("STARTING");
        var watching = rig.Session.WatchAsync(Trigger, CancellationToken.None);
        await rig.SettleAsync();

        await TellAsync(rig, "STARTING");
        watching.IsCompleted.ShouldBeFalse();
        await TellAsync(rig, "RUNNING");

        await rig.Wire.AcceptAsync("subscribe_trigger");
        (await watching.Soon()).ShouldBe(WatchOutcome.Live);
    }

    [Theory]
    [InlineData("call_service")]
    [InlineData("fire_event")]
    [InlineData("execute_script")]
    public async Task Starting_CommandsThatAct_AreOfflineUntilTheHubRuns(string command)
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync("STARTING");

        var outcome = await rig.SendAsync(command, """{"domain":"light"}""").Soon();
        outcome.Status.ShouldBe(CommandStatus.Offline);
        outcome.RetryAfter.ShouldNotBeNull();
        outcome.Detail!.ShouldContain("starting");
        await TellAsync(rig, "RUNNING");
        await Eventually.TrueAsync(() => rig.Session.Notice is null, "the notice goes");

        var asked = rig.SendAsync(command, """{"domain":"light"}""");
        await rig.Wire.AcceptAsync(command);
        (await asked.Soon()).Status.ShouldBe(CommandStatus.Ok);
    }

    [Fact]
    public async Task Starting_States_AreShownAlready()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync("STARTING");

        await rig.WatchAsync("entities", "subscribe_entities", """{"a":{"light.a":{"s":"on","a":{},"c":"1","lc":1.5}}}""");

        rig.Events.ShouldHaveSingleItem().ShouldStartWith("entities/light.a changed");
    }

    [Fact]
    public async Task Starting_Notice_IsShownAndGoes()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync("NOT_RUNNING");
        rig.Session.Notice.ShouldNotBeNull().ShouldContain("NOT_RUNNING");
        rig.Statuses[^1].State.ShouldBe(HubState.Degraded);

        await TellAsync(rig, "STARTING");
        await Eventually.TrueAsync(() => rig.Session.Notice?.Contains("is STARTING", StringComparison.Ordinal) == true, "the notice names the new state");
        await TellAsync(rig, "RUNNING");

        await Eventually.TrueAsync(() => rig.Statuses[^1].State == HubState.Online, "the hub is online");
        rig.Session.Notice.ShouldBeNull();
        rig.LinesOf(LogLevel.Information).ShouldContain(static line => line.Contains("is RUNNING", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Starting_SessionEnds_WaitingTriggersHearSo()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync("STARTING");
        var watching = rig.Session.WatchAsync(Trigger, CancellationToken.None);

        rig.Wire.Abort();
        await rig.Reading.Soon();
        await rig.EndSessionAsync();

        (await watching.Soon()).ShouldBe(WatchOutcome.Away);
    }

    /// <summary>Lets the session ask how far the hub is, and answers.</summary>
    private static async Task TellAsync(HomeAssistantSessionRig rig, string state)
    {
        await Eventually.TrueAsync(
            () =>
            {
                rig.Time.Advance(TimeSpan.FromMilliseconds(rig.Wire.HasMore ? 0 : 50));
                return rig.Wire.HasMore;
            },
            "the session asks how far the hub is");
        await rig.Wire.AcceptAsync("get_config", $$"""{"state":"{{state}}"}""");
    }
}
