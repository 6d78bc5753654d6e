using Gateway.Events;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Subscriptions;

/// <summary>A client that may read lights only gets nothing else on any way that an event can take to it.</summary>
public sealed class RightsTests
{
    private readonly OneHub _hub = new OneHub().Opened();

    [Fact]
    public void Subscribe_ToAPattern_ShowsOnlyWhatMayBeRead_InSnapshotAndLive()
    {
        KeepAll();
        Append("light.a", "lock.a");
        var client = LightsOnly();
        _hub.Subscribe(client, "entities/*");
        Append("light.a", "lock.a", "light.b", "lock.b");

        client.Heard.ShouldBe(["entities/light.a=1 snapshot", "entities/* live", "entities/light.a=1", "entities/light.b=1"]);
    }

    [Fact]
    public async Task Subscribe_ToWhatMayNotBeRead_IsRefusedAndTheHubIsNotAsked()
    {
        var answer = _hub.Ask(LightsOnly(), "entities/lock.a", "tick", "entities/light.a");

        (await _hub.ReadAsync(answer)).ShouldBe(["Refused: not yours", "Refused: not yours", "Live"]);
        _hub.Rows.ShouldBe(["entities/light.a=Live*1"]);
    }

    [Fact]
    public void Resume_ReplaysOnlyWhatMayBeRead()
    {
        KeepAll();
        var client = LightsOnly();
        _hub.Subscribe(client, "entities/*");
        Append("light.a");
        var cursor = client.Last;
        _hub.Leave(client);
        Append("lock.a", "light.b", "lock.b");

        var again = LightsOnly();
        _ = _hub.Resume(again, cursor, "entities/*");

        again.Heard.ShouldBe(["entities/light.b=1", "entities/* live recovered"]);
    }

    [Fact]
    public void Resume_HistoryIsGone_SnapshotShowsOnlyWhatMayBeRead()
    {
        KeepAll();
        Append("light.a", "lock.a");

        var client = LightsOnly();
        _ = _hub.Resume(client, new Cursor("gone", 1), "entities/*");

        client.Heard.ShouldBe(["entities/light.a=1 snapshot", "entities/* live lost"]);
    }

    [Fact]
    public void Repair_ShowsOnlyWhatMayBeRead()
    {
        KeepAll();
        var client = LightsOnly();
        _hub.Subscribe(client, "entities/*");
        Append("light.a", "lock.a");
        client.Forget();

        _hub.Do(() => _hub.Hub.Repair(client, lost: null));

        client.Heard.ShouldBe(["entities/light.a=1 snapshot", "entities/* live"]);
    }

    [Fact]
    public void Describe_AndLastValues_TellOnlyWhatMayBeRead()
    {
        KeepAll();
        _hub.Subscribe(_hub.Client(), "entities/lock.a", "tick", "entities/light.a");
        Append("light.a");
        var before = _hub.Hub.Describe(Lights)[0].LastEvent;
        _hub.Advance(TimeSpan.FromSeconds(1));
        Append("lock.a");

        _hub.Hub.Describe(Lights).Select(static row => row.Topic).ShouldBe(["entities/*", "entities/light.a"]);
        _hub.Hub.Describe(Lights)[0].LastEvent.ShouldBe(before, "when a lock moved is the lock's business");
        using var values = _hub.Hub.LastValues(["entities/*", "entities/lock.a"], Lights);
        values.Events.Select(static hubEvent => hubEvent.Topic.Text).ShouldBe(["entities/light.a"]);
    }

    [Fact]
    public void Succession_KeepsTheRights()
    {
        KeepAll();
        var client = LightsOnly();
        _hub.Subscribe(client, "entities/*");
        Append("light.a");
        client.Forget();
        _hub.Close();
        _hub.Open();
        Append("lock.b", "light.b");

        client.Heard.ShouldNotContain(static text => text.StartsWith("entities/lock.b", StringComparison.Ordinal));
        client.Heard.ShouldContain(static text => text.StartsWith("entities/light.b", StringComparison.Ordinal));
    }

    private static FakeRights Lights { get; } = new("entities/light.");

    private FakeReceiver LightsOnly()
    {
        var client = _hub.Client();
        client.Rights = Lights;
        return client;
    }

    /// <summary>Somebody else holds everything, so that there is something to be shown.</summary>
    private void KeepAll() => _hub.Subscribe(_hub.Client(), "entities/*");

    private void Append(params string[] entities)
    {
        foreach (var entity in entities)
        {
            _hub.Append($"entities/{entity}", "1");
        }
    }
}
