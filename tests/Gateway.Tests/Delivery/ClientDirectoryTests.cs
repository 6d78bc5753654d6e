using Gateway.Delivery;
using Gateway.Events;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Delivery;

public sealed class ClientDirectoryTests
{
    private readonly ClientDirectory _clients = new(new ClientOptions(MaxConnections: 3), new FakeTime(), new FakeRepair());

    [Fact]
    public void TryAdd_MoreThanTheBound_IsRefusedUntilOneLeaves()
    {
        var first = Add("1");
        Add("2");
        Add("3");
        _clients.IsFull.ShouldBeTrue();
        _clients.TryAdd(new ClientCard("4", "SignalR"), AllRights.Instance, out var none).ShouldBeFalse();
        none.ShouldBeNull();
        _clients.All.Count.ShouldBe(3);

        _clients.Remove(first);
        _clients.Remove(first);

        _clients.IsFull.ShouldBeFalse();
        Add("4");
        _clients.TryAdd(new ClientCard("5", "SignalR"), AllRights.Instance, out _).ShouldBeFalse("one place was free, not two");
    }

    [Fact]
    public async Task TryAdd_FromManyThreads_NeverExceedsTheBound()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(() => _clients.TryAdd(new ClientCard($"{number}", "SSE", "home"), AllRights.Instance, out _)))).Soon();

        added.Count(static wasAdded => wasAdded).ShouldBe(3);
    }

    [Fact]
    public void Broadcast_AboutAHub_ReachesItsClientsAndThoseOfAllHubs()
    {
        var all = Add("all");
        var home = Add("home", "home");
        var other = Add("other", "other");
        var message = Messages.Notice();

        _clients.Broadcast("home", message);

        all.Queue.Depth.ShouldBe(1);
        home.Queue.Depth.ShouldBe(1);
        other.Queue.Depth.ShouldBe(0);
        _clients.Remove(all);
        _clients.Remove(home);
        message.ReleaseAll().ShouldBe(1, "a client that goes lets go of what waits for it");
    }

    [Fact]
    public void Broadcast_AboutAHub_DoesNotReachWhoMayNotKnowOfIt()
    {
        _clients.TryAdd(new ClientCard("1", "SignalR"), new FakeRights("", "other"), out var stranger).ShouldBeTrue();
        var message = Messages.Notice();

        _clients.Broadcast("home", message);
        _clients.Broadcast("other", message);

        stranger.Queue.Depth.ShouldBe(1);
        _clients.Remove(stranger);
        message.ReleaseAll().ShouldBe(1);
    }

    [Fact]
    public void Remove_Client_ClosesItsQueue()
    {
        var client = Add("1");
        _clients.Remove(client);

        client.Queue.IsClosed.ShouldBeTrue();
        _clients.All.ShouldBeEmpty();
    }

    private Client Add(string id, string? hub = null)
    {
        _clients.TryAdd(new ClientCard(id, "SignalR", hub), AllRights.Instance, out var client).ShouldBeTrue();
        return client!;
    }
}
