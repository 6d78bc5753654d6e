using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant;

namespace Gateway.Tests.Clients;

/// <summary>The gateway's process is killed and started again at its address, and its clients come back with the cursors of the former one.</summary>
public sealed class GatewayRestartTests
{
    private const string State = "entities/*";

    [Theory]
    [InlineData(State)]
    [InlineData(State, "probe")]
    public async Task Client_ComesBackWithItsOldCursor_HoldsWhatAFreshOneHolds(params string[] topics)
    {
        await using var home = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false });
        home.SetState("sensor.old", "there");
        await using var former = await GatewayProcess.StartAsync(home);
        await using var client = Follower.Start("SignalR", former.Url, topics);
        await client.LiveAsync();
        Change(home, 1);
        await HasAsync(client, 1);

        await former.StopAsync();
        home.RemoveState("sensor.old");
        home.SetState("sensor.new", "there");
        Change(home, 2);
        await using var gateway = await GatewayProcess.StartAsync(home, former.Url.GetLeftPart(UriPartial.Authority));
        await client.LiveAsync(attempt: 2);
        Change(home, 3);
        await HasAsync(client, 3);
        await using var fresh = Follower.Start("SignalR", gateway.Url, topics);
        await fresh.LiveAsync();
        Change(home, 4);
        await HasAsync(client, 4);
        await HasAsync(fresh, 4);

        var values = client.LastValues(State);
        values.ShouldBe(fresh.LastValues(State));
        values.Keys.ShouldContain("entities/sensor.new", StringComparer.Ordinal);
        values.Keys.ShouldNotContain("entities/sensor.old", StringComparer.Ordinal);
        client.Recovered(attempt: 1).ShouldBe(topics.Select(static _ => (bool?)null));
        client.Recovered(attempt: 2).ShouldBe(topics.Select(static _ => (bool?)false));
        client.Log.Count(static told => told.Attempt == 2 && told.IsSnapshot).ShouldBe(values.Count, "all of it, once");
        client.Events.Count(static told => told.Attempt == 2).ShouldBeGreaterThanOrEqualTo(fresh.Events.Count);
        fresh.Events.Count.ShouldBe(topics.Length);
        client.TextsByCursor().TakeLast(topics.Length).ShouldBe(fresh.TextsByCursor());
    }

    private static Task HasAsync(Follower follower, int number) =>
        follower.UntilAsync(log => log.Count(told => told.Number() == number) == follower.Topics.Count, $"event {number} on every topic");

    private static void Change(HomeAssistantDemoHub home, int number)
    {
        home.SetState("light.hall", "on", new JsonObject { ["n"] = number });
        home.FireEvent("probe", new JsonObject { ["n"] = number });
    }
}
