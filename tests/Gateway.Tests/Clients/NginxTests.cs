using System.Net;
using System.Net.WebSockets;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Clients;

/// <summary>Through a reverse proxy as people run one: nothing is held back, streams resume, the page finds its parts.</summary>
public sealed class NginxTests
{
    private const string Events = "api/hubs/home/events?topic=probe&topic=entities/*";

    [Fact]
    public async Task Events_ThroughNginx_ComeAtOnceAndResume()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var nginx = await NginxProxy.StartAsync(host.Url);
        using var http = new HttpClient { BaseAddress = nginx.Url };
        string? last = null;
        using (var stream = await ApiEventStream.OpenAsync(http, Events))
        {
            await UntilLiveAsync(stream);
            for (var number = 1; number <= 5; number++)
            {
                // Each is there before the next happens: nothing waits for a buffer to fill.
                host.Home.FireEvent("probe", number);
                var record = await stream.UntilAsync("event");
                record.Json["data"]!["data"]!.GetValue<int>().ShouldBe(number);
                last = record.Id;
            }
        }

        host.Home.FireEvent("probe", 6);
        using var again = await ApiEventStream.OpenAsync(http, Events, last);

        (await again.UntilAsync("event")).Json["data"]!["data"]!.GetValue<int>().ShouldBe(6);
        (await again.UntilAsync("topic", static data => data["recovered"] is not null)).Json["recovered"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task WebSocket_ThroughNginx_HasEventsAndCommands()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var nginx = await NginxProxy.StartAsync(host.Url);
        await using var script = ClientScript.Start("proxied", nginx.Url);

        await script.SaysAsync("live");
        host.Home.FireEvent("probe", 1);
        await script.EndsAsync();
    }

    [Fact]
    public async Task Page_ThroughNginx_FindsItsParts()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var nginx = await NginxProxy.StartAsync(host.Url);
        using var http = new HttpClient { BaseAddress = nginx.Url };

        var page = await http.GetStringAsync("");
        page.ShouldNotContain("=\"/", Case.Sensitive, "an address from the root misses the base path");
        foreach (var part in (string[])["app.css", "app/main.js", "lib/signalr.min.js", "api/hubs", "swagger/v1/swagger.json"])
        {
            using var answer = await http.GetAsync(part);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, part);
        }
    }

    [Fact]
    public async Task WebSocket_ThroughNginxFromAnotherSite_IsRefused()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var nginx = await NginxProxy.StartAsync(host.Url);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "https://evil.example");
        socket.Options.CollectHttpResponseDetails = true;

        await Should.ThrowAsync<WebSocketException>(socket.ConnectAsync(new UriBuilder(new Uri(nginx.Url, "live")) { Scheme = "ws" }.Uri, CancellationToken.None).Soon());

        socket.HttpStatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static async Task UntilLiveAsync(ApiEventStream stream)
    {
        for (var live = 0; live < 2; live++)
        {
            await stream.UntilAsync("topic", static data => string.Equals(data["state"]!.GetValue<string>(), "live", StringComparison.Ordinal));
        }
    }
}
