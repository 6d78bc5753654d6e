using Gateway.DemoHubs.HomeAssistant;

namespace Gateway.Tests.DemoHubs;

/// <summary>For each test a hub that stands still, and one client past its login.</summary>
public abstract class SignedInDemoHub : IAsyncLifetime
{
    private protected HomeAssistantDemoHub Hub { get; private set; } = null!;

    private protected HomeAssistantClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Hub = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false });
        Client = await HomeAssistantClient.SignInAsync(Hub);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Hub.DisposeAsync();
    }
}
