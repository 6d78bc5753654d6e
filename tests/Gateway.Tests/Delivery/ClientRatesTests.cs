using Gateway.Delivery;
using Gateway.Events;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Delivery;

public sealed class ClientRatesTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly ClientDirectory _clients;
    private readonly ClientRates _rates;

    public ClientRatesTests()
    {
        _clients = new ClientDirectory(new ClientOptions(), _time, new FakeRepair());
        _rates = new ClientRates(_time);
    }

    [Fact]
    public void Look_First_IsTheMeanSinceItConnected()
    {
        var client = Add();
        Deliver(client, 20);
        _time.Advance(TimeSpan.FromSeconds(10));

        _rates.Look([client]).ShouldBe([2]);
    }

    [Fact]
    public void Look_Often_IsTheRateOfTheLastSeconds()
    {
        var client = Add();
        Deliver(client, 1000);
        for (var second = 0; second < 30; second++)
        {
            Deliver(client, second < 15 ? 0 : 7);
            _time.Advance(TimeSpan.FromSeconds(1));
            _rates.Look([client]);
        }

        _rates.Look([client])[0].ShouldBe(7);
    }

    [Fact]
    public void Look_TwiceAtOnce_TellsTheSame()
    {
        var client = Add();
        Deliver(client, 30);
        _time.Advance(TimeSpan.FromSeconds(10));
        _rates.Look([client]).ShouldBe([3]);

        Deliver(client, 50);
        _rates.Look([client]).ShouldBe([3], "a burst within no time is no rate");
    }

    [Fact]
    public void Look_ManyClients_KeepTheirOrder_AndThoseThatLeftAreForgotten()
    {
        var (one, other) = (Add(), Add());
        Deliver(other, 40);
        _time.Advance(TimeSpan.FromSeconds(4));

        _rates.Look([one, other]).ShouldBe([0, 10]);
        _rates.Look([other]).ShouldBe([10]);
        _rates.Followed.ShouldBe(1);
    }

    [Fact]
    public void Look_NobodyForAWhile_NothingIsKept()
    {
        _rates.Look([Add()]);
        _rates.Followed.ShouldBe(1);
        _time.Timers.ShouldBe(1);

        _time.Advance(ClientRates.Kept);

        _rates.Followed.ShouldBe(0);
        _time.Timers.ShouldBe(0);
    }

    public void Dispose() => _rates.Dispose();

    private static void Deliver(Client client, int count)
    {
        for (var number = 1; number <= count; number++)
        {
            var hubEvent = Messages.Event(number);
            client.Queue.Offer(hubEvent);
            hubEvent.Release();
            client.Queue.TryTake(out var taken).ShouldBeTrue();
            taken.Message.Release();
        }
    }

    private Client Add() => _clients.TryAdd(new ClientCard("connection", "SignalR"), AllRights.Instance, out var client) ? client : throw new InvalidOperationException();
}
