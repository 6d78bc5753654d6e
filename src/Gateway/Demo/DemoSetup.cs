using Gateway.DemoHubs.Chat;
using Gateway.DemoHubs.Deconz;
using Gateway.DemoHubs.HomeAssistant;
using Gateway.DemoHubs.Homey;
using Gateway.DemoHubs.Pryv;

namespace Gateway.Demo;

/// <summary>
/// The demo: hubs that run inside the process but are reached over loopback sockets in their real wire protocols, in place of
/// the user's configuration.
/// </summary>
internal sealed class DemoSetup : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _hubs = [];

    /// <summary>The hub <c>home</c> and its hooks; null until the demo has started.</summary>
    public HomeAssistantDemoHub? Home { get; private set; }

    /// <summary>Starts the hubs, configures them, and is a service itself, so that whoever has the host can break a hub.</summary>
    public static async Task<DemoSetup> StartAsync(WebApplicationBuilder builder)
    {
        var demo = new DemoSetup();
        try
        {
            builder.Configuration.AddInMemoryCollection(await demo.StartHubsAsync());
            builder.Services.AddSingleton(demo);
            return demo;
        }
        catch
        {
            await demo.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var hub in _hubs)
        {
            await hub.DisposeAsync();
        }
    }

    private async Task<Dictionary<string, string?>> StartHubsAsync()
    {
        var home = Home = Own(await HomeAssistantDemoHub.StartAsync());
        var homey = Own(await HomeyDemoHub.StartAsync());
        var deconz = Own(await DeconzDemoHub.StartAsync());
        var diary = Own(await DiaryDemoHub.StartAsync());
        var chat = Own(await ChatDemoHub.StartAsync());
        return new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Gateway:Hubs:home:Kind"] = "HomeAssistant",
            ["Gateway:Hubs:home:Url"] = home.Url.ToString(),
            ["Gateway:Hubs:home:Token"] = home.Token,
            ["Gateway:Hubs:homey:Kind"] = "Homey",
            ["Gateway:Hubs:homey:Url"] = homey.Url.ToString(),
            ["Gateway:Hubs:homey:HomeyId"] = homey.HomeyId,
            ["Gateway:Hubs:homey:Token"] = homey.Token,
            ["Gateway:Hubs:deconz:Kind"] = "Deconz",
            ["Gateway:Hubs:deconz:Url"] = deconz.Url.ToString(),
            ["Gateway:Hubs:deconz:Token"] = deconz.Token,
            ["Gateway:Hubs:diary:Kind"] = "Pryv",
            ["Gateway:Hubs:diary:Url"] = diary.Url.ToString(),
            ["Gateway:Hubs:diary:User"] = diary.User,
            ["Gateway:Hubs:diary:Token"] = diary.Token,
            ["Gateway:Hubs:chat:Kind"] = "SocketIO",
            ["Gateway:Hubs:chat:Url"] = chat.Url.ToString(),
            ["Gateway:Hubs:chat:Token"] = chat.Token,
        };
    }

    private T Own<T>(T hub)
        where T : IAsyncDisposable
    {
        _hubs.Add(hub);
        return hub;
    }
}
