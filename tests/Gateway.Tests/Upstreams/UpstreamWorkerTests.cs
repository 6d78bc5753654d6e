using Gateway.Events;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams;

public sealed class UpstreamWorkerTests
{
    private static readonly DisconnectReason Away = DisconnectReason.Unreachable("Nothing listens there.");

    [Fact]
    public async Task Start_SessionOpens_IsOnlineWithTheHubsVersion()
    {
        await using var rig = new UpstreamRig();
        var session = rig.Connector.Open();

        rig.Start();

        await rig.UntilAsync(HubState.Online);
        rig.Now.Version.ShouldBe("1.2.3");
        rig.Now.Reason.ShouldBeNull();
        rig.Link.Session.ShouldBe(session);
        rig.Subscriptions.WasTried.ShouldBeTrue();
    }

    [Fact]
    public async Task SessionEnds_WantedTopics_AreAskedAgainInTheNext()
    {
        await using var rig = new UpstreamRig();
        await using var client = new LocalClient();
        var asking = Task.WhenAll(client.SubscribeAsync(rig.Subscriptions, "a"), client.SubscribeAsync(rig.Subscriptions, "b"));
        var first = rig.Connector.Open();
        rig.Start();
        await client.UntilAsync("a", "live");
        await client.UntilAsync("b", "live");
        await asking;

        first.End(Away);
        var second = rig.Connector.Open();
        await rig.PassWaitAsync();

        await client.UntilAsync("a", "live", times: 2);
        await client.UntilAsync("b", "live", times: 2);
        await rig.UntilAsync(HubState.Online);
        first.Watched.ShouldBe(["a", "b"], ignoreOrder: true);
        second.Watched.ShouldBe(["a", "b"], ignoreOrder: true);
        first.Disposals.ShouldBe(1);
        second.Disposals.ShouldBe(0);
        client.StatesOf("a").ShouldBe(["pending", "live", "pending", "live"]);
        rig.Now.Reconnects.ShouldBe(1);
    }

    [Fact]
    public async Task FailingAttempts_EachTime_WaitAsTheBackoffSaysAndTellWhenTheNextIsDue()
    {
        await using var rig = new UpstreamRig(seed: 5);
        rig.Connector.Fail(Away);
        rig.Start();

        for (var attempt = 1; attempt <= 9; attempt++)
        {
            var wait = rig.Expected.Next();
            await rig.UntilWaitingAsync();
            // Timers count whole milliseconds.
            rig.Status.UntilNextAttempt()!.Value.ShouldBe(wait, tolerance: TimeSpan.FromMilliseconds(5));
            rig.Now.NextAttempt.ShouldBe(rig.Time.GetUtcNow() + rig.Status.UntilNextAttempt());
            rig.Now.Reason.ShouldBe(Away.Message);

            rig.Time.Advance(wait - TimeSpan.FromMilliseconds(8));
            rig.Connector.Attempts.ShouldBe(attempt);
            rig.Connector.Fail(Away);
            rig.Time.Advance(TimeSpan.FromMilliseconds(8));
            await rig.UntilAttemptAsync(attempt + 1);
        }
    }

    [Fact]
    public async Task RepeatedReason_IsTold_OnceAsAWarning()
    {
        await using var rig = new UpstreamRig();
        rig.Connector.Fail(Away);
        rig.Start();
        for (var attempt = 2; attempt <= 5; attempt++)
        {
            rig.Connector.Fail(Away);
            await rig.PassWaitAsync();
        }

        await rig.UntilWaitingAsync();
        rig.LinesOf(LogLevel.Warning).ShouldHaveSingleItem().ShouldContain(Away.Message);
    }

    [Fact]
    public async Task FinalReason_StopsTrying_UntilAReconnectIsAskedFor()
    {
        await using var rig = new UpstreamRig();
        rig.Connector.Fail(DisconnectReason.CredentialsRefused("Make a new token."));
        rig.Start();
        await rig.UntilAsync(HubState.Refused);
        rig.Now.Reason.ShouldBe("Make a new token.");
        rig.Now.NextAttempt.ShouldBeNull();

        rig.Time.Advance(TimeSpan.FromDays(1));
        rig.Connector.Attempts.ShouldBe(1);

        rig.Connector.Open();
        rig.Link.Reconnect();
        await rig.UntilAsync(HubState.Online);
        rig.Connector.Attempts.ShouldBe(2);
        rig.LinesOf(LogLevel.Error).ShouldHaveSingleItem().ShouldContain("Make a new token.");
    }

    [Fact]
    public async Task Reconnect_WhileWaiting_TriesAtOnce()
    {
        await using var rig = new UpstreamRig();
        rig.Connector.Fail(Away);
        rig.Start();
        await rig.UntilWaitingAsync();

        rig.Connector.Open();
        rig.Link.Reconnect();

        await rig.UntilAsync(HubState.Online);
    }

    [Fact]
    public async Task Reconnect_AfterManyFailures_StartsTheWaitsAnew()
    {
        await using var rig = new UpstreamRig(seed: 5);
        rig.Connector.Fail(Away);
        rig.Start();
        for (var failure = 0; failure < 8; failure++)
        {
            rig.Connector.Fail(Away);
            await rig.PassWaitAsync();
            rig.Expected.Next();
        }

        await rig.UntilWaitingAsync();
        rig.Expected.Next();
        rig.Connector.Fail(Away);
        rig.Link.Reconnect();
        await rig.UntilAttemptAsync(10);
        await rig.UntilWaitingAsync();

        rig.Expected.Reset();
        rig.Status.UntilNextAttempt()!.Value.ShouldBe(rig.Expected.Next(), tolerance: TimeSpan.FromMilliseconds(5));
    }

    [Fact]
    public async Task Reconnect_WhileOnline_DropsTheSessionAndOpensAnotherWithoutAWait()
    {
        await using var rig = new UpstreamRig();
        var first = rig.Connector.Open();
        rig.Start();
        await rig.UntilAsync(HubState.Online);

        var second = rig.Connector.Open();
        rig.Link.Reconnect();

        await Eventually.TrueAsync(() => rig.Link.Session == second, "the second session");
        first.Disposals.ShouldBe(1);
        rig.Statuses.ShouldNotContain(static status => status.State == HubState.Retrying);
    }

    [Fact]
    public async Task OpeningThrows_AgainAndAgain_IsLoggedOnceAndRetried()
    {
        await using var rig = new UpstreamRig();
        rig.Connector.Throw(new InvalidOperationException("a fault of ours"));
        rig.Start();
        for (var attempt = 2; attempt <= 4; attempt++)
        {
            await rig.UntilWaitingAsync();
            rig.Now.Reason.ShouldBe(DisconnectReason.Internal.Message);
            rig.Connector.Throw(new InvalidOperationException("a fault of ours"));
            await rig.PassWaitAsync();
        }

        rig.Connector.Open();
        await rig.PassWaitAsync();

        await rig.UntilAsync(HubState.Online);
        rig.LinesOf(LogLevel.Error).ShouldHaveSingleItem().ShouldContain("a fault of ours");
    }

    [Fact]
    public async Task ReadingThrows_SessionIsDisposedAndLoopGoesOn()
    {
        await using var rig = new UpstreamRig();
        var first = rig.Connector.Open();
        rig.Start();
        await rig.UntilAsync(HubState.Online);

        first.Throw(new InvalidOperationException("a fault of ours"));
        rig.Connector.Open();
        await rig.PassWaitAsync();

        await rig.UntilAsync(HubState.Online);
        first.Disposals.ShouldBe(1);
        rig.LinesOf(LogLevel.Error).ShouldHaveSingleItem().ShouldContain("a fault of ours");
    }

    [Theory]
    [InlineData(4.9, 1, false)]
    [InlineData(5.1, 0, false)]
    [InlineData(5.1, 1, true)]
    public async Task Backoff_AfterASession_StartsAnewOnlyWhenItWasHealthy(double seconds, int frames, bool startsAnew)
    {
        await using var rig = new UpstreamRig(seed: 3);
        rig.Connector.Fail(Away);
        rig.Start();
        for (var attempt = 2; attempt <= 6; attempt++)
        {
            rig.Expected.Next();
            rig.Connector.Fail(Away);
            await rig.PassWaitAsync();
        }

        rig.Expected.Next();
        var session = rig.Connector.Open();
        await rig.PassWaitAsync();
        await rig.UntilAsync(HubState.Online);
        rig.Time.Advance(TimeSpan.FromSeconds(seconds));
        session.FramesRead += frames;
        session.End(Away);
        await rig.UntilWaitingAsync();

        if (startsAnew)
        {
            rig.Expected.Reset();
        }

        rig.Status.UntilNextAttempt().ShouldBe(rig.Expected.Next());
    }
}
