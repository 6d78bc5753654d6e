using Gateway.Subscriptions;

namespace Gateway.Tests.Subscriptions;

/// <summary>A hub that leaves the configuration while clients hold its topics, and one that comes in its place.</summary>
public sealed class SuccessionTests
{
    [Fact]
    public void Retired_ClientsAreToldAndHearNothingMore()
    {
        var hub = new OneHub().Opened();
        var client = hub.Client();
        hub.Subscribe(client, "entities/light.hall", "tick");

        var held = Retire(hub);
        hub.Do(() => hub.Append("tick", "1"));

        held.Select(static topic => topic.Topic).Order(StringComparer.Ordinal).ShouldBe(["entities/light.hall", "tick"]);
        client.Heard.TakeLast(2).Order(StringComparer.Ordinal).ShouldBe(["entities/light.hall failed: The hub was removed.", "tick failed: The hub was removed."]);
        hub.Rows.Where(static row => !row.EndsWith("*0", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Retired_WhoComesLateGetsNoTopic()
    {
        var hub = new OneHub().Opened();
        Retire(hub);

        (await hub.ReadAsync(hub.Ask(hub.Client(), "tick"))).ShouldBeEmpty();
    }

    [Fact]
    public void Adopted_TopicsGoOnAtTheSuccessor()
    {
        var hub = new OneHub().Opened();
        var client = hub.Client();
        hub.Subscribe(client, "tick");
        var held = Retire(hub);
        var successor = new OneHub().With(client);

        successor.Do(() => successor.Hub.Adopt(held));
        client.Heard[^1].ShouldBe("tick pending");
        successor.Open();
        successor.Do(() => successor.Append("tick", "1"));

        client.Heard.TakeLast(2).ShouldBe(["tick live", "tick=1"]);
    }

    [Fact]
    public void Adopted_ClientThatLeftMeanwhileIsNotThere()
    {
        var registry = new SubscriptionRegistry(new SubscriptionOptions(TimeSpan.Zero));
        var hub = new OneHub().Opened();
        var (stays, leaves) = (hub.Client(), hub.Client());
        hub.Subscribe(stays, "tick");
        hub.Subscribe(leaves, "tick");
        registry.Add(hub.Hub);
        registry.Remove(hub.Hub);
        hub.Do(() => registry.Retire(hub.Hub, "The hub was removed."));
        registry.RemoveClient(leaves);
        var successor = new OneHub().With(stays);

        successor.Do(() => registry.Add(successor.Hub));

        successor.Rows.ShouldBe(["tick=Pending*1"]);
    }

    [Fact]
    public void SubscribeAgain_WithACursor_GoesBackThere()
    {
        var hub = new OneHub().Opened();
        var client = hub.Client();
        hub.Subscribe(client, "tick");
        var cursor = hub.Stream.Cursor;
        hub.Do(() => hub.Append("tick", "1"));

        hub.Do(() => _ = hub.Resume(client, cursor, "tick"));

        client.Heard.ShouldBe(["tick live", "tick=1", "tick=1", "tick live recovered"]);
        hub.Rows.ShouldBe(["tick=Live*1"]);
    }

    [Fact]
    public void CountNew_LeavesOutWhatIsHeldAndWhatIsNamedTwice()
    {
        var hub = new OneHub().Opened();
        var client = hub.Client();
        hub.Subscribe(client, "tick");

        hub.Hub.CountNew(client, ["tick", "tock", "tock"]).ShouldBe(1);
    }

    private static IReadOnlyList<HeldTopic> Retire(OneHub hub)
    {
        IReadOnlyList<HeldTopic> held = [];
        hub.Do(() => held = hub.Hub.Retire("The hub was removed."));
        return held;
    }
}
