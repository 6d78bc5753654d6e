using Gateway.Subscriptions;
using Gateway.Tests.Fakes;
using Gateway.Upstreams.HomeAssistant;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams.HomeAssistant;

public sealed class HomeAssistantSessionEntitiesTests
{
    private const string Snapshot =
        """{"a":{"light.a":{"s":"on","a":{"x":1},"c":"1","lc":1.5},"light.b":{"s":"off","a":{},"c":"2","lc":1.5},"light.c":{"s":"on","a":{},"c":"3","lc":1.5}}}""";

    [Fact]
    public async Task Entities_SnapshotThenDifferences_AreWholeStates()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var id = await rig.WatchAsync("entities", "subscribe_entities", Snapshot);
        Brief(rig).ShouldBe(["entities/light.a changed on", "entities/light.b changed off", "entities/light.c changed on"]);

        await rig.Wire.EventAsync(id, """{"c":{"light.a":{"+":{"s":"off","lc":2.5}}},"r":["light.b"]}""");
        await rig.SettleAsync();

        Brief(rig)[3..].ShouldBe(["entities/light.b removed ", "entities/light.a changed off"]);
        rig.Events[^1].ShouldContain("\"attributes\":{\"x\":1}");
    }

    [Fact]
    public async Task Entities_AfterAReconnect_OnlyTheDifferenceIsTold()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        await rig.WatchAsync("entities", "subscribe_entities", Snapshot);
        rig.Wire.Abort();
        await rig.Reading.Soon();
        var before = rig.Events.Count;

        await rig.OpenNextAsync();
        await rig.WatchAsync("entities", "subscribe_entities",
            """{"a":{"light.c":{"s":"on","a":{},"c":"3","lc":1.5},"light.a":{"s":"off","a":{"x":1},"c":"9","lc":9.5},"light.d":{"s":"on","a":{},"c":"4","lc":9.5}}}""");

        Brief(rig)[before..].ShouldBe(["entities/light.a changed off", "entities/light.d changed on", "entities/light.b removed "], ignoreOrder: true);
    }

    [Fact]
    public async Task Entities_ChangesBeforeTheSnapshot_AreAppliedAfterIt()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        await rig.WatchAsync("entities", "subscribe_entities", Snapshot);
        rig.Wire.Abort();
        await rig.Reading.Soon();
        var before = rig.Events.Count;

        await rig.OpenNextAsync();
        var watching = rig.Session.WatchAsync("entities", CancellationToken.None);
        var id = await rig.Wire.AcceptAsync("subscribe_entities");
        await rig.Wire.EventAsync(id, """{"c":{"light.a":{"+":{"s":"off","lc":2.5}}}}""");
        await rig.Wire.EventAsync(id, """{"r":["light.c"]}""");
        await rig.SettleAsync();
        rig.Events.Count.ShouldBe(before);
        watching.IsCompleted.ShouldBeFalse();

        await rig.Wire.EventAsync(id, Snapshot);
        (await watching.Soon()).ShouldBe(WatchOutcome.Live);
        Brief(rig)[before..].ShouldBe(["entities/light.a changed off", "entities/light.c removed "]);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"a":null}""")]
    [InlineData("""{"a":["light.a"]}""")]
    public async Task Entities_FirstEventHasNoStates_TheNextOneIsTheSnapshot(string first)
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        await rig.WatchAsync("entities", "subscribe_entities", Snapshot);
        rig.Wire.Abort();
        await rig.Reading.Soon();
        var before = rig.Events.Count;

        await rig.OpenNextAsync();
        var watching = rig.Session.WatchAsync("entities", CancellationToken.None);
        var id = await rig.Wire.AcceptAsync("subscribe_entities");
        await rig.Wire.EventAsync(id, first);
        await rig.Wire.EventAsync(id, """{"a":{"light.a":{"s":"on","a":{"x":1},"c":"1","lc":1.5},"light.c":{"s":"on","a":{},"c":"3","lc":1.5}}}""");

        (await watching.Soon()).ShouldBe(WatchOutcome.Live);
        Brief(rig)[before..].ShouldBe(["entities/light.b removed "]);
    }

    [Fact]
    public async Task Entities_FloodOfChangesBeforeTheSnapshot_TheNewestAreKept()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var watching = rig.Session.WatchAsync("entities", CancellationToken.None);
        var id = await rig.Wire.AcceptAsync("subscribe_entities");
        for (var number = 0; number < 2_000; number++)
        {
            await rig.Wire.EventAsync(id, $$"""{"c":{"light.a":{"+":{"a":{"x":{{number}}} } } } }""");
        }

        await rig.Wire.EventAsync(id, Snapshot);

        (await watching.Soon()).ShouldBe(WatchOutcome.Live);
        rig.Events.Count.ShouldBeLessThan(500);
        rig.Events[^1].ShouldContain("\"x\":1999");
    }

    [Fact]
    public async Task Entities_AskedAgainAfterTheRegistryForgot_BringAFullSnapshot()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        await rig.WatchAsync("entities", "subscribe_entities", Snapshot);
        await rig.UnwatchAsync("entities");
        using (rig.Stream.Enter())
        {
            rig.Stream.Forget(HomeAssistantFeed.Entities, static _ => false);
        }

        await rig.WatchAsync("entities", "subscribe_entities", Snapshot);

        Brief(rig)[3..].ShouldBe(["entities/light.a changed on", "entities/light.b changed off", "entities/light.c changed on"]);
    }

    [Fact]
    public async Task Entities_OddParts_AreCountedAndToldOnce()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var id = await rig.WatchAsync("entities", "subscribe_entities", Snapshot);

        await rig.Wire.EventAsync(id, """{"c":{"light.a":{"+":{"s":"off","lc":"soon"}}}}""");
        await rig.Wire.EventAsync(id, """{"c":{"light.unknown":{"+":{"s":"off"}}}}""");
        await rig.Wire.EventAsync(id, "null");
        await rig.SettleAsync();

        Brief(rig)[3..].ShouldBe(["entities/light.a changed off"]);
        rig.Traffic.Unreadable.ShouldBe(3);
        rig.LinesOf(LogLevel.Warning).ShouldHaveSingleItem().ShouldContain("light.a");
    }

    [Fact]
    public async Task Entities_YesButNoStates_AreRefusedAfterThirtySecondsAndLetGo()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        await rig.UntilTimersAsync(1);
        var watching = rig.Session.WatchAsync("entities", CancellationToken.None);
        var id = await rig.Wire.AcceptAsync("subscribe_entities");

        // The silence's ping, the limit of the answer (until it came) and the wait for the states.
        await rig.UntilFramesAsync(1);
        await rig.UntilTimersAsync(3);
        rig.Time.Advance(TimeSpan.FromSeconds(29));
        await rig.Wire.SendAsync("garbage");
        await rig.UntilFramesAsync(2);
        rig.Time.Advance(TimeSpan.FromSeconds(1));

        var ending = await rig.Wire.ReadJsonAsync();
        ending["subscription"]!.GetValue<long>().ShouldBe(id);
        await rig.Wire.ResultAsync(ending["id"]!.GetValue<long>());
        (await watching.Soon()).Refusal.ShouldNotBeNull().ShouldContain("30 s");
    }

    [Fact]
    public async Task Watch_SessionEndsBetweenTheYesAndItsCaller_IsAway()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var held = new HeldContext();
        var watching = held.Start(() => rig.Session.WatchAsync("entities", CancellationToken.None));
        await rig.Wire.AcceptAsync("subscribe_entities");
        await Eventually.TrueAsync(() => held.HasWork, "the yes has come");

        await rig.EndSessionAsync();
        await Eventually.TrueAsync(() => held.RunUntil(watching), "the caller goes on");

        (await watching).ShouldBe(WatchOutcome.Away);
    }

    private static string[] Brief(HomeAssistantSessionRig rig) =>
        [.. rig.Events.Select(static line => line.Split(' ', 3)).Select(static parts => $"{parts[0]} {parts[1]} {StateOf(parts[2])}")];

    private static string StateOf(string data) =>
        data.Contains("\"state\":\"on\"", StringComparison.Ordinal) ? "on" : data.Contains("\"state\":\"off\"", StringComparison.Ordinal) ? "off" : "";
}
