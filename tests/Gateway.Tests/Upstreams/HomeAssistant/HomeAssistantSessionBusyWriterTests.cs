using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.HomeAssistant;

/// <summary>A session that is left while something is being written to the hub.</summary>
public sealed class HomeAssistantSessionBusyWriterTests
{
    /// <summary>More than sockets and buffers between the two take by themselves.</summary>
    private const int Large = 64 << 20;

    [Fact]
    public async Task Stop_WriteUnderWay_IsFinishedAndThenSaidGoodbye()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        rig.Wire.Pause();
        var first = rig.SendAsync("get_config");
        var asked = rig.SendAsync("fire_event", $$"""{"event_type":"demo","event_data":"{{new string('x', 2 << 20)}}"}""");
        await rig.UntilUnansweredAsync(2);

        await rig.StopAsync();
        rig.Wire.Resume();
        await rig.Reading.Soon();

        rig.Wire.HeardGoodbye.ShouldBeTrue();
        await rig.Wire.ExpectAsync("get_config");
        await rig.Wire.ExpectAsync("fire_event");
        await rig.EndSessionAsync();
        (await first.Soon()).MayHaveBeenSent.ShouldBeTrue();
        (await asked.Soon()).MayHaveBeenSent.ShouldBeTrue();
    }

    [Fact]
    public async Task Stop_WriteThatTheHubDoesNotTake_IsCutAfterTwoSeconds()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        rig.Wire.Pause();
        var first = rig.SendAsync("get_config");
        var asked = rig.SendAsync("fire_event", $$"""{"event_type":"demo","event_data":"{{new string('x', Large)}}"}""");
        await rig.UntilUnansweredAsync(2);

        await rig.StopAsync();
        await rig.UntilTimersAsync(1);
        rig.Reading.IsCompleted.ShouldBeFalse();
        rig.Time.Advance(TimeSpan.FromSeconds(2));

        (await rig.Reading.Soon()).Name.ShouldBe("stopping");
        await rig.EndSessionAsync();
        (await first.Soon()).MayHaveBeenSent.ShouldBeTrue();
        (await asked.Soon()).MayHaveBeenSent.ShouldBeTrue();
        rig.Wire.Resume();
    }
}
