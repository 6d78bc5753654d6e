using Gateway.Configuration;
using Gateway.DemoHubs.HomeAssistant;

namespace Gateway.Demo;

/// <summary>
/// The demo: hubs that run inside the process but are reached over loopback sockets in their real wire protocols, in place of
/// the user's configuration.
/// </summary>
internal sealed class DemoSetup : IAsyncDisposable
{
    private readonly HomeAssistantDemoHub _home;

    private DemoSetup(HomeAssistantDemoHub home) => _home = home;

    public static async Task<DemoSetup> StartAsync(ConfigurationManager configuration)
    {
        configuration.ForgetUserConfiguration();
        var home = await HomeAssistantDemoHub.StartAsync();
        configuration.AddInMemoryCollection(
        [
            new("Gateway:Hubs:home:Kind", "HomeAssistant"),
            new("Gateway:Hubs:home:Url", home.Url.ToString()),
            new("Gateway:Hubs:home:Token", home.Token),
        ]);
        return new DemoSetup(home);
    }

    public ValueTask DisposeAsync() => _home.DisposeAsync();
}
