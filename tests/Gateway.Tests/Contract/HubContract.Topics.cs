using System.Text.Json.Nodes;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Contract;

/// <content>Topics: asking once, refusals, snapshots, late joiners, the linger.</content>
public abstract partial class HubContract
{
    private static JsonObject ShortLinger => new() { ["Subscriptions"] = new JsonObject { ["Linger"] = "00:00:00.200" } };

    [Fact]
    public async Task Subscribe_TwoClients_HubIsAskedOnceAndEachEventComesOnceInOrder()
    {
        await using var hub = await StartHubAsync();
        await using var host = await ContractHost.OnlineAsync(hub);
        var first = await host.OpenLiveAsync(hub.Topic);
        var second = await host.OpenLiveAsync(hub.Topic);
        int[] numbers = [.. Enumerable.Range(1, 20)];

        foreach (var number in numbers)
        {
            hub.Raise(number);
        }

        foreach (var client in new[] { first, second })
        {
            await client.UntilNumberAsync(hub, numbers[^1]);
            client.Numbers(hub).ShouldBe(numbers);
            client.Happened(hub.Topic).ShouldAllBe(body => body["name"]!.GetValue<string>() == hub.EventName);
            client.TopicStates(hub.Topic).ShouldBe(["live"]);
        }

        hub.Asks.ShouldBe(hub.IsAsked ? (1, 1) : (0, 0));
        hub.Sessions.ShouldBe(1);
        var row = (await host.SubscriptionsAsync()).ShouldHaveSingleItem();
        row["topic"]!.GetValue<string>().ShouldBe(hub.Topic);
        row["state"]!.GetValue<string>().ShouldBe("live");
        row["subscribers"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task Topic_HubRefuses_FailsByNameUntilTheHubAllowsIt()
    {
        await using var hub = await StartHubAsync();
        await using var host = await ContractHost.OnlineAsync(hub);
        if (!hub.CanRefuse)
        {
            // Live without a question, since there is nobody who could say no.
            var unasked = await host.OpenLiveAsync(hub.Topic);
            unasked.TopicStates(hub.Topic).ShouldBe(["live"]);
            hub.Asks.ShouldBe((0, 0));
            return;
        }

        hub.RefuseTopic();
        var client = await host.OpenAsync(hub.Topic, hub.Neighbour);
        await client.UntilTopicAsync(hub.Topic, "failed");
        await client.UntilTopicAsync(hub.Neighbour, "live");
        var status = await host.UntilAsync("degraded");
        var row = (await host.SubscriptionsAsync()).Single(row => string.Equals(row["topic"]!.GetValue<string>(), hub.Topic, StringComparison.Ordinal));
        row["error"]!.GetValue<string>().ShouldContain(ContractHub.Refusal);
        status["reason"]!.GetValue<string>().ShouldContain($"'{row["upstream"]}'");
        status["reason"]!.GetValue<string>().ShouldContain(ContractHub.Refusal);
        status["topics"]!.ToJsonString().ShouldBe("""{"live":1,"pending":0,"failed":1}""");
        var late = await host.OpenAsync(hub.Topic);
        await late.UntilTopicAsync(hub.Topic, "failed");
        hub.AllowTopic();

        await client.UntilTopicAsync(hub.Topic, "live");
        await late.UntilTopicAsync(hub.Topic, "live");
        (await host.UntilAsync("online"))["reason"].ShouldBeNull();
        client.TopicStates(hub.Topic).ShouldBe(["failed", "live"]);
        client.TopicStates(hub.Neighbour).ShouldBe(["live"]);
        hub.Raise(1);
        await client.UntilNumberAsync(hub, 1);
        await late.UntilNumberAsync(hub, 1);
        client.Numbers(hub).ShouldBe([1]);
        hub.Sessions.ShouldBe(1);
    }

    [Fact]
    public async Task LateJoiner_GetsTheSnapshotThenLive_AndNobodyElseIsToldAgain()
    {
        await using var hub = await StartHubAsync();
        await using var host = await ContractHost.OnlineAsync(hub);
        if (hub.StateTopic is not { } topic)
        {
            await LateJoinerWithoutStateAsync(hub, host);
            return;
        }

        var first = await host.OpenLiveAsync(topic);
        first.HasShown(hub.StateConcrete).ShouldBeTrue();
        hub.SetState(41);
        await Eventually.TrueAsync(() => first.Values(hub).Contains(41), "the first client is told of 41");
        var told = first.Messages.Count(static message => message.Kind is "event" or "topic");
        var late = await host.OpenLiveAsync(topic);

        late.ShownValues(hub).ShouldBe([41]);
        late.LiveEvents.ShouldBeEmpty();
        late.Messages.Where(static message => message.Kind is "event" or "topic").Last().Kind.ShouldBe("topic");
        (await host.StateAsync(topic)).Select(static row => row!.AsObject())
            .Where(row => string.Equals(row["topic"]!.GetValue<string>(), hub.StateConcrete, StringComparison.Ordinal)).Select(hub.StateOf).OfType<int>().ShouldBe([41]);
        first.Messages.Count(static message => message.Kind is "event" or "topic").ShouldBe(told);

        hub.SetState(42);
        await Eventually.TrueAsync(() => first.Values(hub).Contains(42) && late.Values(hub).Contains(42), "both are told of 42");
        late.Values(hub).ShouldBe([42]);
        first.Values(hub).ShouldBe([41, 42]);
    }

    [Fact]
    public async Task LastClient_BackWithinTheLinger_HubIsNotAskedAgain()
    {
        await using var hub = await StartHubAsync();
        await using var host = await ContractHost.OnlineAsync(hub);
        await (await host.OpenLiveAsync(hub.Topic)).DisposeAsync();

        var again = await host.OpenLiveAsync(hub.Topic);

        hub.Asks.ShouldBe(hub.IsAsked ? (1, 1) : (0, 0));
        hub.Raise(1);
        await again.UntilNumberAsync(hub, 1);
    }

    [Fact]
    public async Task LastClient_GoneLongerThanTheLinger_HubIsUnaskedAndAskedAnew()
    {
        await using var hub = await StartHubAsync();
        await using var host = await ContractHost.OnlineAsync(hub, ShortLinger);
        string[] topics = hub.StateTopic is { } state ? [hub.Topic, state] : [hub.Topic];
        await (await host.OpenLiveAsync(topics)).DisposeAsync();

        await Eventually.TrueAsync(() => hub.Asks.Standing == 0, "the hub is un-asked");
        await UntilNothingIsWantedAsync(host);
        hub.Raise(1);
        if (hub.StateTopic is not null)
        {
            hub.SetState(17);
        }

        if (!hub.CanRefuse)
        {
            // It goes on sending unasked, and what is on its way would reach a client that comes now as an event.
            await UntilStateIsAsync(hub, host, 17);
        }

        var again = await host.OpenLiveAsync(topics);
        hub.Raise(2);
        await again.UntilNumberAsync(hub, 2);

        again.Numbers(hub).ShouldBe([2]);
        again.ShownValues(hub).ShouldBe(hub.StateTopic is null ? [] : [17]);
        hub.Asks.ShouldBe(hub.IsAsked ? (2, 1) : (0, 0));
        hub.Sessions.ShouldBe(1);
    }

    private static async Task LateJoinerWithoutStateAsync(ContractHub hub, HubHost host)
    {
        var first = await host.OpenLiveAsync(hub.Topic);
        hub.Raise(1);
        await first.UntilNumberAsync(hub, 1);
        var late = await host.OpenLiveAsync(hub.Topic);
        hub.Raise(2);
        await late.UntilNumberAsync(hub, 2);
        await first.UntilNumberAsync(hub, 2);

        late.Snapshot.ShouldBeEmpty();
        late.Numbers(hub).ShouldBe([2]);
        first.Numbers(hub).ShouldBe([1, 2]);
        (await host.StateAsync(hub.Topic)).ShouldBeEmpty();
    }

    private static async Task UntilStateIsAsync(ContractHub hub, HubHost host, int value)
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        while (hub.StateOf((await host.StateAsync(hub.StateConcrete)).Single()!.AsObject()) != value)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    private static async Task UntilNothingIsWantedAsync(HubHost host)
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        while ((await host.SubscriptionsAsync()).Count > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }
}
