using Gateway.Delivery;
using Gateway.Tests.Fakes;

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

        (await stuck.GivenUp.Soon()).ShouldBe("it took nothing for 30 s ('Clients:StuckAfter')");
        slow.IsGivenUp.ShouldBeFalse("it took something in between");
        idle.IsGivenUp.ShouldBeFalse("nothing waits for it");
        await _stuck.StopAsync(CancellationToken.None).Soon();
    }

    private ClientQueue Add(string id) => _clients.TryAdd(id, "SignalR", hub: null, out var client) ? client.Queue : throw new InvalidOperationException();

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
