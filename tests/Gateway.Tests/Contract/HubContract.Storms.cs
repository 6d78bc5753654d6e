using Gateway.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Contract;

/// <content>A hub that sends too much, or nonsense; and a configuration that changes under way.</content>
public abstract partial class HubContract
{
    private const int Flood = 3_000;
    private const int Repetitions = 20;

    [Fact]
    public async Task Hub_Floods_EveryEventIsCountedAndTheNextOneArrives()
    {
        await using var hub = await StartHubAsync();
        await using var host = await ContractHost.OnlineAsync(hub);
        var client = await host.OpenLiveAsync(hub.Topic);

        await hub.FloodAsync(Flood);
        if (hub.IsFloodCounted)
        {
            await Eventually.TrueAsync(() => client.Happened(hub.Topic).Count() + client.Missed() >= Flood, "the flood has come, or a gap was told");
            (client.Happened(hub.Topic).Count() + client.Missed()).ShouldBe(Flood);
        }

        hub.Raise(77);
        await client.UntilNumberAsync(hub, 77);

        client.Numbers(hub).Count(static number => number == 77).ShouldBe(1);
        client.HasEnded.ShouldBeFalse();
        (await host.UntilAsync("online"))["reconnects"]!.GetValue<int>().ShouldBe(0);
        (hub.Sessions, hub.OpenSessions).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Hub_SendsGarbage_NothingEndsAndTheNextEventArrives()
    {
        await using var hub = await StartHubAsync();
        await using var host = await ContractHost.OnlineAsync(hub);
        var client = await host.OpenLiveAsync(hub.Topic);

        for (var round = 0; round < Repetitions; round++)
        {
            foreach (var frame in hub.Garbage)
            {
                await hub.SendAsync(frame);
            }

            await hub.SendBinaryAsync(new byte[] { 0xFF, 0x00, (byte)round });
        }

        hub.Raise(8);
        await client.UntilNumberAsync(hub, 8);

        client.Numbers(hub).ShouldBe([8]);
        client.TopicStates(hub.Topic).ShouldBe(["live"]);
        (await host.UntilAsync("online"))["reconnects"]!.GetValue<int>().ShouldBe(0);
        hub.Sessions.ShouldBe(1);
        host.Log.Lines.Count(static line => line.Level == LogLevel.Warning).ShouldBeInRange(1, hub.Garbage.Count + 1);
    }

    [Fact]
    public async Task Entry_ChangedWhileRunning_ClientsGoOnAndNoOtherHubIsTouched()
    {
        await using var former = await StartHubAsync();
        await using var other = await StartHubAsync();
        await using var hub = await StartHubAsync();
        await using var host = ContractHost.Start(former, other);
        await host.UntilAsync("online");
        await host.UntilAsync("online", "other");
        var client = await host.OpenLiveAsync(hub.Topic);
        var neighbour = await host.OpenAtAsync("other", hub.Topic);
        await neighbour.UntilTopicAsync(hub.Topic, "live");

        host.Put("home", hub.Entry);
        await client.UntilTopicAsync(hub.Topic, "live", times: 2);
        await host.UntilAsync("online");
        hub.Raise(5);
        await client.UntilNumberAsync(hub, 5);
        await Eventually.TrueAsync(() => former.OpenSessions == 0, "the former hub is left");
        other.Raise(6);
        await neighbour.UntilNumberAsync(other, 6);

        client.HasEnded.ShouldBeFalse();
        client.Numbers(hub).ShouldBe([5]);
        client.TopicStates(hub.Topic).ShouldBe(["live", "pending", "live"]);
        neighbour.TopicStates(hub.Topic).ShouldBe(["live"]);
        neighbour.HubStates().ShouldNotContain("connecting");
        (former.Sessions, other.Sessions, hub.Sessions).ShouldBe((1, 1, 1));
        (await host.CommandAsync(hub.Command)).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        (former.Executed, other.Executed, hub.Executed).ShouldBe((0, 0, 1));
    }
}
