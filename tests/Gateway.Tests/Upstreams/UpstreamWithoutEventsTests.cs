using Gateway.Commands;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams;

/// <summary>Hubs that take commands although there is no session.</summary>
public sealed class UpstreamWithoutEventsTests
{
    private static readonly DisconnectReason Mute = DisconnectReason.Unreachable("It answers but tells nothing.");
    private static readonly Command Command = new("home", "turn_on", default);

    [Fact]
    public async Task Commands_WhereOnlyEventsAreAway_Go_AndAttemptsGoOnWithoutAWord()
    {
        await using var rig = new UpstreamRig();
        await using var client = new LocalClient();
        rig.Connector.Answer(Opening());
        rig.Start();
        await rig.UntilAsync(HubState.Degraded);
        await client.SubscribeAsync(rig.Subscriptions, "a");
        rig.Now.Reason.ShouldBe(Mute.Message);
        rig.Now.NextAttempt.ShouldNotBeNull();
        rig.Subscriptions.WasTried.ShouldBeTrue();
        (await rig.Link.SendAsync(Command, CancellationToken.None).Soon()).Status.ShouldBe(CommandStatus.Ok);

        // While the next attempt is under way, too.
        await PassWaitAsync(rig);
        rig.Now.State.ShouldBe(HubState.Degraded);
        rig.Now.NextAttempt.ShouldBeNull();
        (await rig.Link.SendAsync(Command, CancellationToken.None).Soon()).Status.ShouldBe(CommandStatus.Ok);
        rig.Connector.Answer(Opening());
        await PassWaitAsync(rig);
        rig.Connector.Open();
        await rig.UntilAsync(HubState.Online);
        await client.UntilAsync("a", "live");

        rig.Link.Commands.ShouldBeNull();
        rig.Statuses.Select(static status => status.State).Distinct().ShouldBe([HubState.Connecting, HubState.Degraded, HubState.Online]);
        client.StatesOf("a").ShouldBe(["pending", "live"]);
        rig.LinesOf(LogLevel.Warning).ShouldHaveSingleItem().ShouldContain("takes commands");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commands_WhenTheHubFailsWhole_AreOffline(bool isFinal)
    {
        await using var rig = new UpstreamRig();
        rig.Connector.Answer(Opening());
        rig.Start();
        await rig.UntilAsync(HubState.Degraded);

        rig.Connector.Fail(isFinal ? DisconnectReason.CredentialsRefused("No.") : DisconnectReason.Unreachable("Away."));
        await PassWaitAsync(rig);
        await rig.UntilAsync(isFinal ? HubState.Refused : HubState.Retrying);

        (await rig.Link.SendAsync(Command, CancellationToken.None).Soon()).Status.ShouldBe(CommandStatus.Offline);
    }

    [Fact]
    public async Task Command_HearsThatTheWayIsOver_TheNextAttemptIsMadeAtOnce()
    {
        await using var rig = new UpstreamRig();
        using var over = new CancellationTokenSource();
        rig.Connector.Answer(Opening(over.Token));
        rig.Start();
        await Eventually.TrueAsync(() => rig.Now.State == HubState.Degraded && rig.Time.Timers > 0, "it waits");

        rig.Connector.Fail(DisconnectReason.CredentialsRefused("No."));
        over.Cancel();

        await rig.UntilAsync(HubState.Refused);
    }

    [Fact]
    public async Task Stop_TakesTheWayAway()
    {
        await using var rig = new UpstreamRig();
        rig.Connector.Answer(Opening());
        rig.Start();
        await rig.UntilAsync(HubState.Degraded);

        await rig.StopAsync();

        (await rig.Link.SendAsync(Command, CancellationToken.None).Soon()).Status.ShouldBe(CommandStatus.Offline);
    }

    [Fact]
    public async Task RawPacket_ToAHubWithoutThem_IsInvalidAsEver()
    {
        var link = new UpstreamLink("home", new ScriptedConnector()) { Commands = Opening().Commands };

        (await link.WriteRawAsync("42[]"u8.ToArray(), CancellationToken.None).Soon()).Status.ShouldBe(CommandStatus.Invalid);
    }

    [Fact]
    public async Task Alarm_ForLongWithoutEvents_Stands()
    {
        await using var rig = new UpstreamRig();
        var registry = new SubscriptionRegistry(rig.Subscriptions.Options);
        registry.Add(rig.Subscriptions);
        var alarms = new HubAlarms(registry, rig.Time);
        rig.Connector.Answer(Opening());
        rig.Start();
        await rig.UntilAsync(HubState.Degraded);
        alarms.Standing().ShouldBeEmpty();

        // Each wait is shorter than the time that is missing.
        var end = rig.Time.GetUtcNow() + HubAlarms.Patience;
        while (rig.Time.GetUtcNow() <= end)
        {
            rig.Connector.Answer(Opening());
            await PassWaitAsync(rig);
            rig.Time.Advance(TimeSpan.FromSeconds(1));
        }

        alarms.Standing().ShouldHaveSingleItem().Name.ShouldBe("hub-away");
    }

    private static UpstreamOpening Opening(CancellationToken over = default) =>
        UpstreamOpening.WithoutEvents(Mute, new CommandsOnly(static (_, _) => Task.FromResult(CommandOutcome.Ok("1"u8.ToArray())), over));

    private static async Task PassWaitAsync(UpstreamRig rig)
    {
        await Eventually.TrueAsync(() => rig.Now is { State: HubState.Degraded, NextAttempt: not null } && rig.Time.Timers > 0, "it waits for its next attempt");
        var attempts = rig.Connector.Attempts;
        rig.Time.Advance(rig.Status.UntilNextAttempt()!.Value);
        await rig.UntilAttemptAsync(attempts + 1);
    }
}
