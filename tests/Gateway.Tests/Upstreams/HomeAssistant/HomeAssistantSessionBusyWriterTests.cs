using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.HomeAssistant;

/// <summary>A session that is left while something is being written to the hub.</summary>
public sealed class HomeAssistantSessionBusyWriterTests
{
    private const int Large = 3 << 20;

    /// <summary>Together more than sockets and buffers between the two take by themselves.</summary>
    private const int Many = 40;

    /// <summary>Without a further write the hub's buffers are full.</summary>
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(1);

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
        var large = $$"""{"event_type":"demo","event_data":"{{new string('x', Large)}}"}""";
        var asked = Enumerable.Range(0, Many).Select(_ => rig.SendAsync("fire_event", large)).ToArray();
        var begun = await StandsStillAsync(rig);
        begun.ShouldBeInRange(1, Many - 1);

        await rig.StopAsync();
        await Task.Delay(Standstill, TimeProvider.System, CancellationToken.None);
        rig.Reading.IsCompleted.ShouldBeFalse("its time is not over: the clock stands");
        rig.Time.Advance(TimeSpan.FromSeconds(2));

        (await rig.Reading.Soon()).Name.ShouldBe("stopping");
        await rig.EndSessionAsync();
        var outcomes = await Task.WhenAll(asked).Soon();
        outcomes.Count(static outcome => outcome.MayHaveBeenSent).ShouldBe(begun);
        rig.Wire.Resume();
    }

    /// <summary>Waits until the hub takes nothing more; how many requests were written by then, or are being written.</summary>
    private static async Task<int> StandsStillAsync(HomeAssistantSessionRig rig)
    {
        var begun = -1;
        while (begun <= 0 || begun != rig.Unanswered)
        {
            begun = rig.Unanswered;
            await Task.Delay(Standstill, TimeProvider.System, CancellationToken.None);
        }

        return begun;
    }
}
