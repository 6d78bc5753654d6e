using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Contract;

/// <content>Lost sessions: what heals, what is made good, and what clients hear of it.</content>
public abstract partial class HubContract
{
    [Fact]
    public async Task Hub_KilledAndRestarted_HealsByItselfAndTheGapIsWhatTheKindPromises()
    {
        await using var hub = await StartHubAsync();
        await using var host = await ContractHost.OnlineAsync(hub);
        var client = await host.OpenLiveAsync(hub.Topic);
        hub.Raise(1);
        await client.UntilNumberAsync(hub, 1);
        var epoch = client.Epoch;

        await hub.KillAsync();
        var away = await host.UntilAsync("retrying");
        away["reason"]!.GetValue<string>().ShouldNotBeEmpty();
        away["nextAttempt"].ShouldNotBeNull();
        await client.UntilTopicAsync(hub.Topic, "pending");
        hub.Raise(2);
        hub.Raise(3);
        await hub.RestartAsync();
        await client.UntilTopicAsync(hub.Topic, "live", times: 2);
        (await host.UntilAsync("online"))["reconnects"]!.GetValue<int>().ShouldBe(1);
        hub.Raise(4);
        await client.UntilNumberAsync(hub, 4);

        client.Numbers(hub).ShouldBe(hub.Gap switch
        {
            ContractGap.Lost => [1, 4],
            ContractGap.Difference => [1, 3, 4],
            _ => [1, 2, 3, 4],
        });
        string.Equals(client.Epoch, epoch, StringComparison.Ordinal).ShouldBe(hub.Gap != ContractGap.Lost);
        client.TopicStates(hub.Topic).ShouldBe(["live", "pending", "live"]);
        client.HubStates().ShouldMatch("^((online|degraded) )*(retrying connecting )+(degraded )?online$");
        hub.Asks.ShouldBe(hub.IsAsked ? (2, 1) : (0, 0));
        (hub.Sessions, hub.OpenSessions).ShouldBe((2, 1));
    }

    [Fact]
    public async Task Hub_KilledAndRestarted_OfStateTheDifferenceComesAndNothingElse()
    {
        await using var hub = await StartHubAsync();
        await using var host = await ContractHost.OnlineAsync(hub);
        if (hub.StateTopic is not { } topic)
        {
            // Without state there is no difference to tell: a killed hub costs clients nothing but the time.
            var plain = await host.OpenLiveAsync(hub.Topic);
            await KillAndHealAsync(hub, host, plain, hub.Topic);
            plain.Snapshot.ShouldBeEmpty();
            return;
        }

        var client = await host.OpenLiveAsync(topic);
        var epoch = client.Epoch;
        var shown = client.Snapshot;
        await KillAndHealAsync(hub, host, client, topic, () => hub.SetState(23));
        await Eventually.TrueAsync(() => client.Values(hub).Contains(23), "the difference is told");

        client.Values(hub).ShouldBe([23]);
        client.LiveEvents.ShouldAllBe(line => line.StartsWith(hub.StateConcrete + " ", StringComparison.Ordinal));
        client.Snapshot.ShouldBe(shown);
        client.Epoch.ShouldBe(epoch);
    }

    [Fact]
    public async Task Hub_FrozenWithoutAWord_IsFoundAndHealed()
    {
        await using var hub = await StartHubAsync(isImpatient: true);
        await using var host = await ContractHost.OnlineAsync(hub);
        var client = await host.OpenLiveAsync(hub.Topic);

        hub.Freeze();
        await client.UntilTopicAsync(hub.Topic, "pending");
        await Eventually.TrueAsync(() => host.Log.Lines.Any(static line => line.Text.Contains("silent", StringComparison.Ordinal)), "the reason is in the log");
        hub.Unfreeze();

        await client.UntilTopicAsync(hub.Topic, "live", times: 2);
        await host.UntilAsync("online");
        client.HubStates().ShouldContain("retrying");
        client.HasEnded.ShouldBeFalse();
    }

    [Fact]
    public async Task Reconnect_AskedFor_IsANewSessionAtOnce()
    {
        await using var hub = await StartHubAsync();
        await using var host = await ContractHost.OnlineAsync(hub);
        var client = await host.OpenLiveAsync(hub.Topic);

        await host.ReconnectAsync();
        await client.UntilTopicAsync(hub.Topic, "live", times: 2);
        hub.Raise(1);
        await client.UntilNumberAsync(hub, 1);

        client.Numbers(hub).ShouldBe([1]);
        client.TopicStates(hub.Topic).ShouldBe(["live", "pending", "live"]);
        hub.Sessions.ShouldBe(2);
        await Eventually.TrueAsync(() => hub.OpenSessions == 1, "the former session has ended");
    }

    private static async Task KillAndHealAsync(ContractHub hub, HubHost host, UpstreamSseClient client, string topic, Action? meanwhile = null)
    {
        await hub.KillAsync();
        await client.UntilTopicAsync(topic, "pending");
        meanwhile?.Invoke();
        await hub.RestartAsync();
        await client.UntilTopicAsync(topic, "live", times: 2);
        await host.UntilAsync("online");
    }
}
