using Gateway.Tests.Fakes;
using Gateway.Upstreams.HomeAssistant;

namespace Gateway.Tests.Upstreams.HomeAssistant;

public sealed class HomeAssistantSessionSilenceTests
{
    [Fact]
    public async Task Silence_OfThirtySeconds_BringsAPingAndFifteenMoreTheEnd()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        await rig.UntilTimersAsync(1);

        rig.Time.Advance(TimeSpan.FromSeconds(29.9));
        rig.Wire.HasMore.ShouldBeFalse();
        rig.Time.Advance(TimeSpan.FromSeconds(0.1));
        await rig.Wire.ExpectAsync("ping");

        rig.Time.Advance(TimeSpan.FromSeconds(14.9));
        rig.Reading.IsCompleted.ShouldBeFalse();
        rig.Time.Advance(TimeSpan.FromSeconds(0.1));

        var reason = await rig.Reading.Soon();
        reason.Name.ShouldBe("silent");
        reason.Message.ShouldContain("45 s");
        reason.IsFinal.ShouldBeFalse();
        await rig.Wire.Ended.Soon();
    }

    [Fact]
    public async Task Watch_FailsByAFaultOfOurs_EndsTheSession()
    {
        // No timer takes such a time.
        await using var rig = await HomeAssistantSessionRig.OpenAsync(options: new HomeAssistantOptions { PingAfter = TimeSpan.MaxValue });

        (await rig.Reading.Soon()).Name.ShouldBe("internal");

        await rig.EndSessionAsync();
        await rig.Wire.Ended.Soon();
        rig.Log.Errors.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Pong_InTime_KeepsTheSessionAndTellsTheRoundTrip()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        await rig.UntilTimersAsync(1);
        rig.Time.Advance(TimeSpan.FromSeconds(30));
        var id = await rig.Wire.ExpectAsync("ping");

        rig.Time.Advance(TimeSpan.FromSeconds(2));
        await rig.Wire.SendAsync($$"""{"id":{{id}},"type":"pong"}""");
        await Eventually.TrueAsync(() => rig.Time.Timers == 1 && rig.Session.FramesRead == 1, "the watch for silence begins again");

        rig.Time.Advance(TimeSpan.FromSeconds(29.9));
        rig.Wire.HasMore.ShouldBeFalse();
        rig.Time.Advance(TimeSpan.FromSeconds(0.1));
        await rig.Wire.ExpectAsync("ping");
        rig.Reading.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("""{"type":"something"}""")]
    public async Task AnyFrame_BeforeThePing_CountsAsLife(string frame)
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        await rig.UntilTimersAsync(1);
        rig.Time.Advance(TimeSpan.FromSeconds(20));
        await rig.Wire.SendAsync(frame);
        await rig.UntilFramesAsync(1);

        // The first wait ends at 30 s and finds that 20 s are left.
        rig.Time.Advance(TimeSpan.FromSeconds(10));
        await rig.UntilTimersAsync(1);
        rig.Time.Advance(TimeSpan.FromSeconds(19.9));
        rig.Wire.HasMore.ShouldBeFalse();
        rig.Time.Advance(TimeSpan.FromSeconds(0.1));

        await rig.Wire.ExpectAsync("ping");
    }

    [Fact]
    public async Task AnyFrame_InsteadOfThePong_CountsAsLife()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        await rig.UntilTimersAsync(1);
        rig.Time.Advance(TimeSpan.FromSeconds(30));
        await rig.Wire.ExpectAsync("ping");

        rig.Time.Advance(TimeSpan.FromSeconds(10));
        await rig.Wire.SendAsync("garbage");
        await rig.UntilFramesAsync(1);
        rig.Time.Advance(TimeSpan.FromSeconds(5));

        await rig.UntilTimersAsync(1);
        rig.Reading.IsCompleted.ShouldBeFalse();
        rig.Time.Advance(TimeSpan.FromSeconds(25));
        await rig.Wire.ExpectAsync("ping");
    }
}
