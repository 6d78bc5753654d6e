using Gateway.DemoHubs.Pryv;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams.Pryv;

public sealed class PryvSessionLossTests
{
    private static readonly DiaryDemoHubOptions Still = new() { Living = false };

    [Fact]
    public async Task Killed_ChangesWhileAway_AreToldOnceInTheSameEpoch()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        var client = await rig.SubscribeAsync("events", "eventsChanged");
        var kept = hub.CreateEvent(content: "kept");
        var doomed = hub.CreateEvent(content: "doomed");
        await rig.UntilEventsAsync(4);
        var epoch = rig.Stream.Cursor.Epoch;

        await hub.KillAsync();
        await client.UntilAsync("events", "pending");
        hub.UpdateEvent(kept, "changed meanwhile");
        hub.DeleteEvent(doomed);
        for (var i = 0; i < 30; i++)
        {
            hub.CreateEvent(content: $"meanwhile {i}");
        }

        await hub.RestartAsync();
        await client.UntilAsync("events", "live", times: 2);
        await client.UntilAsync("eventsChanged", "live", times: 2);
        hub.CreateEvent(content: "after");
        await rig.UntilEventsAsync(4 + 32 + 1 + 2);

        rig.Events.Count.ShouldBe(39);
        rig.Events.Count(static line => line.StartsWith("events changed", StringComparison.Ordinal)).ShouldBe(34);
        rig.Events.Count(static line => line.StartsWith("events deleted", StringComparison.Ordinal)).ShouldBe(1);
        rig.Events.Count(static line => line.StartsWith("eventsChanged", StringComparison.Ordinal)).ShouldBe(4);
        rig.Events.Where(static line => line.StartsWith("events ", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Count().ShouldBe(35);
        rig.Stream.Cursor.Epoch.ShouldBe(epoch);
        hub.ConnectionsOpened.ShouldBe(2);
    }

    [Fact]
    public async Task Killed_WithoutAnyChange_NothingIsRepeated()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        var client = await rig.SubscribeAsync("events");
        hub.CreateEvent();
        await rig.UntilEventsAsync(1);

        for (var round = 2; round <= 4; round++)
        {
            hub.AbortConnections();
            await client.UntilAsync("events", "live", round);
        }

        rig.Events.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Client_ComesBackAfterTheHubWasAway_IsRecoveredWithEverythingItMissed()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        var steady = await rig.SubscribeAsync("events", "eventsChanged");
        hub.CreateEvent(content: "seen");
        await steady.UntilAsync(static client => client.Events.Count == 2, "the first event and its doorbell");
        var cursor = rig.Stream.Cursor;

        hub.AbortConnections();
        hub.CreateEvent(content: "missed while away");
        await steady.UntilAsync("events", "live", times: 2);
        await steady.UntilAsync("eventsChanged", "live", times: 2);
        await steady.UntilAsync(static client => client.Events.Count(static line => line.StartsWith("events ", StringComparison.Ordinal)) == 2, "what was missed");
        var back = await rig.ResumeAsync("events", cursor);
        await back.UntilAsync("events", "live");

        back.Messages[^1].Body["recovered"]!.GetValue<bool>().ShouldBeTrue();
        back.Events.ShouldHaveSingleItem().ShouldContain("missed while away");
    }

    [Fact]
    public async Task AccessUpdatedLost_ItsPayloadIsNotToBeHad_SoAnEpochBegins()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        var client = await rig.SubscribeAsync("accessUpdated");
        var epoch = rig.Stream.Cursor.Epoch;

        hub.AbortConnections();
        await client.UntilAsync("accessUpdated", "live", times: 2);

        rig.Stream.Cursor.Epoch.ShouldNotBe(epoch, StringComparer.Ordinal);
        rig.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task KickedOut_TokenStillGood_EntersAgainAndMissesNothing()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        var client = await rig.SubscribeAsync("events");

        hub.KickNamespace("/mathurin");
        hub.CreateEvent(content: "while out");
        await client.UntilAsync("events", "live", times: 2);
        await rig.UntilEventsAsync(1);

        rig.Events.ShouldHaveSingleItem().ShouldContain("while out");
        rig.LinesOf(LogLevel.Warning).ShouldHaveSingleItem().ShouldContain("out of the account");
    }

    [Fact]
    public async Task Revoked_TokenIsDead_IsTriedTwiceAndThenRefused()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        rig.ErrorsAreExpected = true;
        var client = await rig.SubscribeAsync("events");

        hub.Revoke();
        await rig.UntilAsync(HubState.Refused);

        rig.Now.Reason.ShouldNotBeNull().ShouldContain("Cannot find access from token.");
        rig.Now.NextAttempt.ShouldBeNull();
        hub.CountReceived("40/mathurin").ShouldBe(3);
        client.StatesOf("events")[^1].ShouldBe("pending");
        rig.LinesOf(LogLevel.Error).ShouldHaveSingleItem().ShouldContain("'Token'");
    }

    [Fact]
    public async Task TokenFoundDeadByAFetch_EndsTheSession()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        rig.ErrorsAreExpected = true;
        await rig.SubscribeAsync("events");

        hub.RefuseMethod("events.get", "invalid-access-token", "Cannot find access from token.");
        hub.CreateEvent();

        await rig.UntilAsync(HubState.Refused);
    }

    [Fact]
    public async Task Frozen_NothingComes_IsFoundByThePingsTimesAndHealed()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still with { PingInterval = TimeSpan.FromMilliseconds(300), PingTimeout = TimeSpan.FromMilliseconds(300) });
        await using var rig = await PryvRig.OpenAsync(hub);
        var client = await rig.SubscribeAsync("events");

        hub.Freeze();
        await client.UntilAsync("events", "pending");
        await Eventually.TrueAsync(() => rig.LinesOf(LogLevel.Warning).Any(static line => line.Contains("(silent)", StringComparison.Ordinal)), "the reason is in the log: " + string.Join(" | ", rig.Log.Lines.Select(static line => line.Text)));
        hub.Unfreeze();
        await client.UntilAsync("events", "live", times: 2);
        hub.CreateEvent();

        await rig.UntilEventsAsync(1);
    }

    [Fact]
    public async Task Stopped_WithoutACloseFrame_IsOpenedAgain()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);

        await hub.StopAsync();
        await rig.UntilAsync(HubState.Retrying);
        await hub.RestartAsync();

        await rig.UntilAsync(HubState.Online);
        rig.Now.Reconnects.ShouldBe(1);
    }

    [Fact]
    public async Task WrongToken_AtTheStart_IsTriedTwiceAndTheTokenIsNowhere()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = PryvRig.Start(hub.Url, hub.User, "a-wrong-token-nobody-may-see");
        rig.ErrorsAreExpected = true;

        await rig.UntilAsync(HubState.Refused);

        hub.CountReceived("40/mathurin").ShouldBe(2);
        rig.Now.Reason!.ShouldContain("put it into 'Token'");
    }

    [Fact]
    public async Task WrongUser_IsRefusedAndNamed()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = PryvRig.Start(hub.Url, "somebody", hub.Token);
        rig.ErrorsAreExpected = true;

        await rig.UntilAsync(HubState.Refused);

        rig.Now.Reason!.ShouldContain("somebody");
        rig.Now.Reason!.ShouldContain("Invalid resource");
    }

    [Fact]
    public async Task Fetch_ServerCannotAtTheMoment_IsSaidAndMadeGood()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        await rig.SubscribeAsync("events");
        hub.RefuseMethod("events.get", "api-unavailable", $"Not now, {hub.Token}.");

        hub.CreateEvent(content: "held up");
        await rig.UntilAsync(HubState.Degraded);
        rig.Now.Reason!.ShouldContain("api-unavailable: Not now, ***.");
        hub.AllowMethod("events.get");

        await rig.UntilEventsAsync(1);
        await rig.UntilAsync(HubState.Online);
        rig.Events.ShouldHaveSingleItem().ShouldContain("held up");
        rig.LinesOf(LogLevel.Warning).ShouldHaveSingleItem().ShouldContain("nothing is lost");
    }

    [Fact]
    public async Task Watch_RefusedByTheServer_IsFailedInItsWordsAndAskedAgain()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        var client = await rig.SubscribeAsync("eventsChanged");
        hub.RefuseMethod("events.get", "forbidden", "Not for you.");

        var answer = await client.SubscribeAsync(rig.Subscriptions, "events");
        answer.State.ShouldBe(SubscriptionState.Failed);
        answer.Error!.ShouldContain("forbidden: Not for you.");
        hub.AllowMethod("events.get");

        await client.UntilAsync("events", "live");
        await rig.UntilAsync(HubState.Online);
    }

    [Theory]
    [InlineData("channelsChanged")]
    [InlineData("foldersChanged")]
    public async Task Watch_LegacyTopicOfACurrentServer_IsFailedWithTheReason(string topic)
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        var client = await rig.SubscribeAsync("events");

        var answer = await client.SubscribeAsync(rig.Subscriptions, topic);

        answer.State.ShouldBe(SubscriptionState.Failed);
        answer.Error!.ShouldContain("eventsChanged, streamsChanged");
    }
}
