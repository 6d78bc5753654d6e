using Gateway.Subscriptions;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.HomeAssistant;

/// <summary>The hub sends an event once per subscription that matches; clients get it once.</summary>
public sealed class HomeAssistantSessionAllEventsTests
{
    [Fact]
    public async Task Event_TypedAndAllAsked_IsDeliveredOnce()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var typed = await rig.WatchAsync("events:demo");
        var all = await rig.WatchAsync("events:*");

        await FireAsync(rig, 1, typed, all);
        await FireAsync(rig, 2, all, typed);
        await rig.SettleAsync();

        rig.Events.ShouldBe([Line(1), Line(2)]);
    }

    [Fact]
    public async Task Event_AllComesAndGoesAndComes_IsDeliveredOnceThroughout()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var typed = await rig.WatchAsync("events:demo");
        await FireAsync(rig, 1, typed);
        var all = await rig.WatchAsync("events:*");
        await FireAsync(rig, 2, typed, all);
        await rig.UnwatchAsync("events:*");
        await FireAsync(rig, 3, typed);
        var again = await rig.WatchAsync("events:*");
        await FireAsync(rig, 4, typed, again);
        await rig.SettleAsync();

        rig.Events.ShouldBe([Line(1), Line(2), Line(3), Line(4)]);
    }

    [Fact]
    public async Task Event_WhileAllIsBeingEnded_IsDeliveredOnce()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var typed = await rig.WatchAsync("events:demo");
        var all = await rig.WatchAsync("events:*");
        var leaving = rig.Session.UnwatchAsync("events:*", CancellationToken.None);
        var ending = await rig.Wire.ExpectAsync("unsubscribe_events");

        // The hub has not come to the request yet, so both subscriptions still get it.
        await FireAsync(rig, 1, typed, all);
        await rig.Wire.ResultAsync(ending);
        await leaving.Soon();
        await FireAsync(rig, 2, typed);
        await rig.SettleAsync();

        rig.Events.ShouldBe([Line(1), Line(2)]);
    }

    [Fact]
    public async Task Event_EndOfAllAnsweredTooLate_TypedGoesOn()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var typed = await rig.WatchAsync("events:demo");
        var all = await rig.WatchAsync("events:*");
        var leaving = rig.Session.UnwatchAsync("events:*", CancellationToken.None);
        var ending = await rig.Wire.ExpectAsync("unsubscribe_events");
        rig.Time.Advance(TimeSpan.FromSeconds(10));
        await leaving.Soon();

        await FireAsync(rig, 1, typed, all);
        await rig.Wire.ResultAsync(ending);
        await FireAsync(rig, 2, typed);
        await rig.SettleAsync();

        rig.Events.ShouldBe([Line(1), Line(2)]);
    }

    [Fact]
    public async Task Event_AllAskedAnewWhileItsOldEndIsUnanswered_IsDeliveredOnce()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var typed = await rig.WatchAsync("events:demo");
        var old = await rig.WatchAsync("events:*");
        var leaving = rig.Session.UnwatchAsync("events:*", CancellationToken.None);
        var ending = await rig.Wire.ExpectAsync("unsubscribe_events");
        rig.Time.Advance(TimeSpan.FromSeconds(10));
        await leaving.Soon();
        var all = await rig.WatchAsync("events:*");

        await FireAsync(rig, 1, typed, old, all);
        await rig.Wire.ResultAsync(ending);
        await FireAsync(rig, 2, typed, all);
        await rig.SettleAsync();

        rig.Events.ShouldBe([Line(1), Line(2)]);
    }

    [Fact]
    public async Task Event_AllRefused_TypedGoesOn()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var typed = await rig.WatchAsync("events:demo");
        var watching = rig.Session.WatchAsync("events:*", CancellationToken.None);
        await rig.Wire.RefuseAsync(await rig.Wire.ExpectAsync("subscribe_events"), """{"code":"unauthorized","message":"Unauthorized"}""");
        (await watching.Soon()).ShouldNotBe(WatchOutcome.Live);

        await FireAsync(rig, 1, typed);
        await rig.SettleAsync();

        rig.Events.ShouldBe([Line(1)]);
    }

    private static async Task FireAsync(HomeAssistantSessionRig rig, int number, params long[] ids)
    {
        foreach (var id in ids)
        {
            await rig.Wire.EventAsync(id, Payload(number));
        }
    }

    private static string Payload(int number) => $$"""{"event_type":"demo","n":{{number}}}""";

    private static string Line(int number) => $"demo demo {Payload(number)}";
}
