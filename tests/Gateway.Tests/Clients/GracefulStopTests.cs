using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant;
using Gateway.Tests.Delivery;

namespace Gateway.Tests.Clients;

/// <summary>The product's own process, told to end as systemd and Docker do.</summary>
public sealed class GracefulStopTests
{
    private const string Topic = "demo";

    [Theory]
    [InlineData("SignalR")]
    [InlineData("curl")]
    public async Task Terminate_ClientsAreToldThatTheHubIsLeft_AndTheProcessEndsWell(string face)
    {
        await using var hub = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false });
        await using var gateway = await GatewayProcess.StartAsync(hub);
        await using var client = Follower.Start(face, gateway.Url, [Topic]);
        await client.LiveAsync();
        hub.FireEvent(Topic, new JsonObject { ["n"] = 1 });
        await client.UntilAsync(log => log.Any(static told => told.Type is "event"), "the event");

        gateway.Terminate();
        (await gateway.ExitCodeAsync()).ShouldBe(0);

        await client.UntilAsync(log => log.Any(static told => told.Type is "hub" && told.Text.Contains("stopped", StringComparison.Ordinal)), "the hub's last state");
        gateway.Output.ShouldContain(static line => line.Contains("1 clients have been told and have everything", StringComparison.Ordinal));
        hub.CountReceived("unsubscribe_events").ShouldBe(1);
        hub.OpenConnections.ShouldBe(0);
        gateway.Output.ShouldAllBe(static line => !line.Contains(" fail: ", StringComparison.Ordinal) && !line.Contains(" crit: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Terminate_HubIsFrozenAndAClientReadsNothing_EndsAllTheSame()
    {
        await using var hub = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false });
        await using var gateway = await GatewayProcess.StartAsync(hub);
        await using var stalled = await CrowdClient.LiveAsync(gateway.Url, [Topic], receiveBuffer: 4 * 1024);
        await hub.FloodAsync(Topic, 5_000, bytesPerEvent: 1_000);
        hub.Freeze();

        gateway.Terminate();
        (await gateway.ExitCodeAsync()).ShouldBe(0);

        gateway.Output.ShouldContain(static line => line.Contains("did not take what waited for them within 5 s", StringComparison.Ordinal));
    }
}
