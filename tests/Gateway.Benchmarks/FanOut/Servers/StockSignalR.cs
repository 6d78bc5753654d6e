using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Benchmarks.FanOut.Servers;

/// <summary><c>fanout-signalr</c>: what one writes with SignalR alone: a hub, a group, and a send to it for each event.</summary>
internal static class StockSignalR
{
    private const string Group = "g";

    public static async Task<int> RunAsync(int feedPort)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSignalR();
        await using var app = builder.Build();
        app.MapHub<GroupHub>("/live");
        await app.StartAsync();
        Console.WriteLine($"listening on: {app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()}");
        var clients = app.Services.GetRequiredService<IHubContext<GroupHub>>().Clients;
        using var feed = new TcpClient();
        await feed.ConnectAsync(IPAddress.Loopback, feedPort);
        using var reader = new StreamReader(feed.GetStream());
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                using var data = JsonDocument.Parse(line);
                await clients.Group(Group).SendAsync("event", Envelope.Around(data.RootElement));
            }
        }
        catch (IOException)
        {
            // The feed was cut off.
        }

        return 0;
    }

    /// <summary>Its one group is all there is.</summary>
    internal sealed class GroupHub : Hub
    {
        public Task Join() => Groups.AddToGroupAsync(Context.ConnectionId, Group, Context.ConnectionAborted);
    }
}
