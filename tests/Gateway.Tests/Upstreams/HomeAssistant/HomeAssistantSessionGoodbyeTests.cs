using Gateway.Commands;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.HomeAssistant;

/// <summary>The session closes properly when the gateway stops: with the closing handshake, which a hub tells from a lost client.</summary>
public sealed class HomeAssistantSessionGoodbyeTests
{
    [Fact]
    public async Task Stop_HubListens_ClosesWithTheClosingHandshake()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        await rig.WatchAsync("events:demo");

        await rig.StopAsync();

        (await rig.Reading.Soon()).Name.ShouldBe("stopping");
        await rig.EndSessionAsync();
        await rig.Wire.Ended.Soon();
        rig.Wire.HeardGoodbye.ShouldBeTrue();
        rig.Time.Timers.ShouldBe(0);
    }

    [Fact]
    public async Task Stop_WhatTheHubSaidBefore_StillArrives()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var id = await rig.WatchAsync("events:demo");
        var asked = rig.SendAsync("get_states");
        var question = await rig.Wire.ExpectAsync("get_states");
        rig.Wire.Pause();

        await rig.StopAsync();
        rig.Reading.IsCompleted.ShouldBeFalse();
        await rig.Wire.EventAsync(id, """{"event_type":"demo"}""");
        await rig.Wire.ResultAsync(question, "[]");
        rig.Wire.Resume();

        (await asked.Soon()).Status.ShouldBe(CommandStatus.Ok);
        await rig.Reading.Soon();
        rig.Events.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Stop_CommandAfterTheGoodbye_IsOfflineAndNotSent()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        rig.Wire.Pause();
        await rig.StopAsync();
        await Eventually.TrueAsync(() => rig.Wire.HeardGoodbye, "the goodbye is said");

        var asked = rig.SendAsync("get_states");
        rig.Wire.Resume();
        await rig.Reading.Soon();
        await rig.EndSessionAsync();

        (await asked.Soon()).Status.ShouldBe(CommandStatus.Offline);
        await rig.Wire.Ended.Soon();
        rig.Wire.HasMore.ShouldBeFalse();
    }

    [Fact]
    public async Task Stop_HubDoesNotListen_IsCutAfterTwoSeconds()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        rig.Wire.Pause();

        await rig.StopAsync();
        await Eventually.TrueAsync(() => rig.Wire.HeardGoodbye, "the goodbye is said");
        await rig.UntilTimersAsync(1);
        rig.Time.Advance(TimeSpan.FromMilliseconds(1_999));
        rig.Reading.IsCompleted.ShouldBeFalse();
        rig.Time.Advance(TimeSpan.FromMilliseconds(1));

        (await rig.Reading.Soon()).Name.ShouldBe("stopping");
        rig.Wire.Resume();
    }
}
