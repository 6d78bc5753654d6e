using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Gateway.Tests.Clients;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Access;

/// <summary>Keys through a reverse proxy with a base path, as docs/security.md says to run one.</summary>
public sealed class AccessNginxTests
{
    [Fact]
    public async Task ThroughNginx_KeysTicketsAndAddresses_Count()
    {
        using var keys = new KeyFolder();
        var key = keys.Add("right", "admin");
        await using var host = await keys.StartAsync(("Access:Proxies:0", "127.0.0.1"));
        await using var nginx = await NginxProxy.StartAsync(host.Url);
        using var http = new HttpClient { BaseAddress = nginx.Url };

        (await http.GetAsync("")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.GetAsync("api/hubs")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        (await http.GetAsync("api/hubs")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var asked = await http.PostAsync("api/ticket", content: null);
        var ticket = JsonNode.Parse(await asked.Content.ReadAsStringAsync())!["accessToken"]!.GetValue<string>();
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", nginx.Url.GetLeftPart(UriPartial.Authority));
        await socket.ConnectAsync(new UriBuilder(new Uri(nginx.Url, "live")) { Scheme = "ws", Query = $"access_token={ticket}" }.Uri, CancellationToken.None).Soon();

        keys.Remove("right");

        (await socket.EndsAsync(TimeSpan.FromSeconds(5))).ShouldBeTrue();
    }
}
