using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Upstreams;

namespace Gateway.Tests.Upstreams;

public sealed class UpstreamWorkerStopTests
{
    private static readonly DisconnectReason Away = DisconnectReason.Unreachable("Nothing listens there.");

    [Fact]
    public async Task Stop_WhileDialling_EndsTheLoop()
    {
        await using var rig = new UpstreamRig();
        rig.Start();
        await rig.UntilAttemptAsync(1);

        await rig.StopAsync();

        rig.Log.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Stop_WhileOnline_DisposesTheSession()
    {
        await using var rig = new UpstreamRig();
        var session = rig.Connector.Open();
        rig.Start();
        await rig.UntilAsync(HubState.Online);

        await rig.StopAsync();

        session.Disposals.ShouldBe(1);
        rig.Link.Session.ShouldBeNull();
        rig.Connector.Attempts.ShouldBe(1);
        rig.Log.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Stop_WhileWaiting_EndsTheLoop()
    {
        await using var rig = new UpstreamRig();
        rig.Connector.Fail(Away);
        rig.Start();
        await rig.UntilWaitingAsync();

        await rig.StopAsync();

        rig.Connector.Attempts.ShouldBe(1);
        rig.Time.Timers.ShouldBe(0);
    }

    [Fact]
    public async Task Stop_WhileRefused_EndsTheLoop()
    {
        await using var rig = new UpstreamRig();
        rig.Connector.Fail(DisconnectReason.Banned("Banned."));
        rig.Start();
        await rig.UntilAsync(HubState.Refused);

        await rig.StopAsync();

        rig.Connector.Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task Statuses_TopicStillUnanswered_ClientsNeverHearOnlineBefore()
    {
        await using var rig = new UpstreamRig();
        await using var client = new LocalClient();
        var asking = client.SubscribeAsync(rig.Subscriptions, "slow");
        var answer = new TaskCompletionSource<WatchOutcome>();
        var session = new ScriptedSession { Answer = _ => answer.Task };
        rig.Connector.Answer(UpstreamOpening.Opened(session));

        rig.Start();
        await rig.UntilAsync(HubState.Degraded);
        rig.Now.Reason!.ShouldContain("Asking the hub again");
        answer.SetResult(WatchOutcome.Live);
        await rig.UntilAsync(HubState.Online);
        await asking;

        Told(rig).ShouldBe([HubState.Connecting, HubState.Degraded, HubState.Online]);
    }

    [Fact]
    public async Task Statuses_SessionWithARefusedTopicIsLost_ClientsNeverHearOnlineInBetween()
    {
        await using var rig = new UpstreamRig();
        await using var client = new LocalClient();
        var asking = client.SubscribeAsync(rig.Subscriptions, "bad");
        var session = new ScriptedSession { Answer = static _ => Task.FromResult(WatchOutcome.Refused("not_allowed: no")) };
        rig.Connector.Answer(UpstreamOpening.Opened(session));
        rig.Start();
        await client.UntilAsync("bad", "failed");
        await asking;
        await rig.UntilAsync(HubState.Degraded);

        session.End(Away);
        await rig.UntilAsync(HubState.Retrying);

        Told(rig).ShouldBe([HubState.Connecting, HubState.Degraded, HubState.Retrying]);
        rig.Now.Reason.ShouldBe(Away.Message);
    }

    /// <summary>The states clients were told, neighbours joined.</summary>
    private static List<HubState> Told(UpstreamRig rig)
    {
        var states = new List<HubState>();
        foreach (var status in rig.Statuses)
        {
            if (states.Count == 0 || states[^1] != status.State)
            {
                states.Add(status.State);
            }
        }

        return states;
    }
}
