using System.Text;
using Gateway.Delivery;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Tests.Fakes;
using Gateway.Tests.Subscriptions;

namespace Gateway.Tests.Delivery;

public sealed class StuckClientsTests
{
    private readonly FakeTime _time = new();
    private readonly ClientDirectory _clients;
    private readonly StuckClients _stuck;

    public StuckClientsTests()
    {
        var options = new ClientOptions();
        _clients = new ClientDirectory(options, _time, new FakeRepair());
        _stuck = new StuckClients(_clients, options, _time);
    }

    [Fact]
    public async Task Client_ThatTakesNothingForThirtySeconds_IsGivenUpByName()
    {
        await _stuck.StartAsync(CancellationToken.None);
        var stuck = Add("stuck");
        var slow = Add("slow");
        var idle = Add("idle");
        stuck.BeginWrite();
        slow.BeginWrite();

        await AdvanceAsync(20);
        slow.EndWrite();
        slow.BeginWrite();
        await AdvanceAsync(10);
        stuck.IsGivenUp.ShouldBeFalse();
        await AdvanceAsync(2);

        (await stuck.GivenUp.Soon()).Message.ShouldBe("it took nothing for 30 s ('Clients:StuckAfter')");
        slow.IsGivenUp.ShouldBeFalse("it took something in between");
        idle.IsGivenUp.ShouldBeFalse("nothing waits for it");
        await _stuck.StopAsync(CancellationToken.None).Soon();
    }

    [Fact]
    public async Task Client_WhoseBatchTheHistoryHasPassed_IsGivenUpByName()
    {
        await _stuck.StartAsync(CancellationToken.None);
        var stream = new HubStream("home", new HubStreamOptions(HistoryBytes: 10_000), _time, static _ => { });
        var quiet = new HubStream("quiet", new HubStreamOptions(HistoryBytes: 10_000), _time, static _ => { });
        var (trickles, reads, waits) = (Add("trickles"), Add("reads"), Add("waits"));
        Give(trickles, stream);
        Give(reads, stream);
        Give(waits, quiet);
        for (var number = 0; number < 20; number++)
        {
            stream.Append(stream.Family("f"), "tick"u8, "n"u8, Encoding.UTF8.GetBytes($"\"{new string('x', 1_000)}\""));
        }

        for (var part = 0; part < 3; part++)
        {
            trickles.BeginWrite();
            trickles.IsGivenUp.ShouldBeFalse("it reads, and was not long about it yet");
            await AdvanceAsync(9);
            trickles.EndWrite();
        }

        while (reads.TryTake(out var outgoing))
        {
            outgoing.Message.Release();
        }

        await AdvanceAsync(5);
        (await trickles.GivenUp.Soon()).Message.ShouldBe("it took its snapshot or replay so slowly that the hub's history has passed it");
        reads.IsGivenUp.ShouldBeFalse("it has all of it");
        waits.IsGivenUp.ShouldBeFalse("what it waits for is shared, and bounded");
        await _stuck.StopAsync(CancellationToken.None).Soon();

        static void Give(ClientQueue queue, HubStream stream) => queue.Offer(
            new EventBatch([Messages.Event(1), Messages.Event(2)], isSnapshot: false, Messages.Notice()) { Began = stream.Moment() });
    }

    [Theory]
    [InlineData("entities/*")]
    [InlineData("tick")]
    public void Client_OfAHub_IsWatchedWhileItTakesABatch(string topic)
    {
        var hub = new OneHub(history: new HubStreamOptions(HistoryBytes: 1_000)).Opened();
        var queue = new ClientQueue(new ClientOptions(), hub.Time, new FakeRepair());
        hub.Do(() => _ = hub.Hub.SubscribeAsync(queue, new SubscribeRequest([topic]), CancellationToken.None));
        hub.Subscribe(hub.Client(), "other");
        queue.TryRunDeferred().ShouldBeTrue();
        for (var number = 0; number < 20; number++)
        {
            hub.Append("other", $"{number}");
        }

        queue.IsOutrun(TimeSpan.FromSeconds(30)).ShouldBeFalse();
        hub.Advance(TimeSpan.FromSeconds(31));
        queue.IsOutrun(TimeSpan.FromSeconds(30)).ShouldBeTrue();
        while (queue.TryTake(out var outgoing))
        {
            outgoing.Message.Release();
        }

        queue.IsOutrun(TimeSpan.FromSeconds(30)).ShouldBeFalse();
    }

    private ClientQueue Add(string id) => _clients.TryAdd(new ClientCard(id, "SignalR"), AllRights.Instance, out var client) ? client.Queue : throw new InvalidOperationException();

    private async Task AdvanceAsync(int seconds)
    {
        for (; seconds > 0; seconds--)
        {
            await Eventually.TrueAsync(() => _time.Timers == 1, "the sweeper waits");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        // The sweep that the last second began is over when another client can be seen to be swept.
        await Task.Yield();
    }
}
