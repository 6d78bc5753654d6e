using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.HomeAssistant;

/// <summary>Which of an event's two copies is passed on is told by what comes, not by the hub's answers, which may be late.</summary>
public sealed class HomeAssistantSessionCopiesTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Event_HubEndsAllAtOnceAndAnswersLate_TypedGoesOn(bool isAnswered)
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var typed = await rig.WatchAsync("events:demo");
        var all = await rig.WatchAsync("events:*");
        await FireAsync(rig, 1, typed, all);
        var leaving = rig.Session.UnwatchAsync("events:*", CancellationToken.None);
        var ending = await rig.Wire.ExpectAsync("unsubscribe_events");

        await FireAsync(rig, 2, typed);
        await FireAsync(rig, 3, typed);
        await rig.SettleAsync();
        rig.Events.ShouldBe([Line(1), Line(2), Line(3)]);
        if (isAnswered)
        {
            await rig.Wire.ResultAsync(ending);
        }

        rig.Time.Advance(TimeSpan.FromSeconds(10));
        await leaving.Soon();
        await FireAsync(rig, 4, typed);
        await rig.SettleAsync();

        rig.Events.ShouldBe([Line(1), Line(2), Line(3), Line(4)]);
    }

    [Fact]
    public async Task Event_HubNeverEndsAll_IsDeliveredOnceInAnyOrder()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var typed = await rig.WatchAsync("events:demo");
        var all = await rig.WatchAsync("events:*");
        var leaving = rig.Session.UnwatchAsync("events:*", CancellationToken.None);
        await rig.Wire.ExpectAsync("unsubscribe_events");
        rig.Time.Advance(TimeSpan.FromSeconds(10));
        await leaving.Soon();

        await FireAsync(rig, 1, typed, all);
        await FireAsync(rig, 2, all, typed);
        await rig.SettleAsync();

        rig.Events.ShouldBe([Line(1), Line(2)]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Event_YesToAllComesLate_IsDeliveredOnceInAnyOrder(bool isAnswered)
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var typed = await rig.WatchAsync("events:demo");
        var watching = rig.Session.WatchAsync("events:*", CancellationToken.None);
        var all = await rig.Wire.ExpectAsync("subscribe_events");

        // The hub has not come to the request yet, then it has.
        await FireAsync(rig, 1, typed);
        await FireAsync(rig, 2, typed, all);
        await FireAsync(rig, 3, all, typed);
        if (isAnswered)
        {
            await rig.Wire.ResultAsync(all);
            await watching.Soon();
        }

        await FireAsync(rig, 4, typed, all);
        await FireAsync(rig, 5, all, typed);
        await rig.SettleAsync();

        rig.Events.ShouldBe(Enumerable.Range(1, 5).Select(Line));
    }

    [Fact]
    public async Task Event_YesToAllComesBetweenTheCopies_IsDeliveredOnce()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var typed = await rig.WatchAsync("events:demo");
        var watching = rig.Session.WatchAsync("events:*", CancellationToken.None);
        var all = await rig.Wire.ExpectAsync("subscribe_events");

        await FireAsync(rig, 1, typed);
        await rig.Wire.ResultAsync(all);
        await watching.Soon();
        await FireAsync(rig, 1, all);
        await rig.SettleAsync();

        rig.Events.ShouldBe([Line(1)]);
    }

    [Theory]
    [InlineData("events:*", false)]
    [InlineData("events:*", true)]
    [InlineData("events:demo", false)]
    [InlineData("events:demo", true)]
    public async Task Event_OneIsLaidDownBetweenTheCopies_IsDeliveredOnce(string laidDown, bool isAllFirst)
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var typed = await rig.WatchAsync("events:demo");
        var all = await rig.WatchAsync("events:*");
        var left = string.Equals(laidDown, "events:*", StringComparison.Ordinal) ? typed : all;

        await FireAsync(rig, 1, isAllFirst ? all : typed);
        await rig.SettleAsync();
        var leaving = rig.Session.UnwatchAsync(laidDown, CancellationToken.None);
        var ending = await rig.Wire.ExpectAsync("unsubscribe_events");
        await FireAsync(rig, 1, isAllFirst ? typed : all);
        await rig.Wire.ResultAsync(ending);
        await leaving.Soon();
        await FireAsync(rig, 2, left);
        await rig.SettleAsync();

        rig.Events.ShouldBe([Line(1), Line(2)]);
    }

    [Fact]
    public async Task Event_EqualOnesUnderOneId_AreAllDelivered()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var typed = await rig.WatchAsync("events:demo");
        var all = await rig.WatchAsync("events:*");

        await FireAsync(rig, 1, typed, typed);
        await FireAsync(rig, 2, all, all, typed, typed);
        await rig.SettleAsync();

        rig.Events.ShouldBe([Line(1), Line(1), Line(2), Line(2)]);
    }

    [Fact]
    public async Task Event_OfATypeTheHubLeavesOutOfAll_IsDelivered()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var typed = await rig.WatchAsync("events:demo");
        await rig.WatchAsync("events:*");

        for (var number = 0; number < 200; number++)
        {
            await FireAsync(rig, number, typed);
        }

        await rig.SettleAsync();
        rig.Events.ShouldBe(Enumerable.Range(0, 200).Select(Line));
    }

    [Fact]
    public async Task Event_Large_IsDeliveredOnceAndNotTakenForAnotherOfItsLength()
    {
        var pad = new string('x', 200_000);
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var typed = await rig.WatchAsync("events:demo");
        var all = await rig.WatchAsync("events:*");

        await rig.Wire.EventAsync(typed, $$"""{"event_type":"demo","pad":"{{pad}}1"}""");
        await rig.Wire.EventAsync(all, $$"""{"event_type":"demo","pad":"{{pad}}2"}""");
        await rig.Wire.EventAsync(all, $$"""{"event_type":"demo","pad":"{{pad}}1"}""");
        await rig.Wire.EventAsync(typed, $$"""{"event_type":"demo","pad":"{{pad}}2"}""");
        await rig.SettleAsync();

        rig.Events.Select(static line => line[^3]).ShouldBe(['1', '2']);
    }

    [Fact]
    public async Task Event_OfManyTypes_EachIsDeliveredOnce()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var all = await rig.WatchAsync("events:*");
        var demo = await rig.WatchAsync("events:demo");
        var other = await rig.WatchAsync("events:other");
        await FireAsync(rig, 1, demo, all);
        await rig.UnwatchAsync("events:demo");
        await rig.Wire.EventAsync(all, """{"event_type":"other","n":1}""");
        await FireAsync(rig, 2, all);
        await rig.Wire.EventAsync(other, """{"event_type":"other","n":1}""");
        await rig.SettleAsync();
        await rig.UnwatchAsync("events:*");
        await rig.Wire.EventAsync(other, """{"event_type":"other","n":2}""");
        await rig.SettleAsync();

        rig.Events.ShouldBe([Line(1), """other other {"event_type":"other","n":1}""", Line(2), """other other {"event_type":"other","n":2}"""]);
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
