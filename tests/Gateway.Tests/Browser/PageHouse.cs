using Gateway.DemoHubs.Deconz;
using Gateway.DemoHubs.Homey;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Browser;

/// <summary>A gateway in front of one hub of each kind that has state: <c>home</c>, <c>deconz</c> and <c>homey</c>, which stand still.</summary>
internal sealed class PageHouse : IAsyncDisposable
{
    private PageHouse(GatewayHost host, DeconzDemoHub deconz, HomeyDemoHub homey)
    {
        Host = host;
        Deconz = deconz;
        Homey = homey;
    }

    public GatewayHost Host { get; }

    public DeconzDemoHub Deconz { get; }

    public HomeyDemoHub Homey { get; }

    public static async Task<PageHouse> StartAsync()
    {
        var deconz = await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Living = false });
        var homey = await HomeyDemoHub.StartAsync(new HomeyDemoHubOptions { Living = false });
        var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Hubs:deconz:Kind"] = "Deconz",
            ["Hubs:deconz:Url"] = deconz.Url.ToString(),
            ["Hubs:deconz:Token"] = deconz.Token,
            ["Hubs:homey:Kind"] = "Homey",
            ["Hubs:homey:Url"] = homey.Url.ToString(),
            ["Hubs:homey:Token"] = homey.Token,
            ["Hubs:homey:HomeyId"] = homey.HomeyId,
        });
        await host.UntilAsync("online");
        return new PageHouse(host, deconz, homey);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Deconz.DisposeAsync();
        await Homey.DisposeAsync();
    }
}
