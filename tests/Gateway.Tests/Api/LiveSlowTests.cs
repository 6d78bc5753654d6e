using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Api;

/// <summary>A client that takes one large event for longer than a stalled client is waited for, all the time a little of it.</summary>
public sealed class LiveSlowTests
{
    private const int Each = 64 * 1024;

    /// <summary>With the pauses below twice as long as a stalled client is waited for, and more than kernels take in unread.</summary>
    private const int Length = 64 * Each;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData("websocket", "Direct")]
    [InlineData("sse", "Direct")]
    [InlineData("sse", "Stock")]
    public async Task LargeEvent_TakenSlowly_IsTakenWhole(string face, string transport)
    {
        await using var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Clients:Transport"] = transport,
            ["Clients:StuckAfter"] = "00:00:01",
        });
        await host.UntilAsync("online");
        await using var socket = await OpenAsync(host, face);

        host.Home.FireEvent("big", new JsonObject { ["pad"] = new string('x', Length) });
        var read = await socket.ReadSlowlyAsync(Length, Each, Pause);
        host.Home.FireEvent("big", new JsonObject { ["pad"] = "after" });
        await UntilAsync(socket, "after");

        read.Count(static value => value == 'x').ShouldBeGreaterThan(Length - 4_096);
        host.Log.Lines.ShouldNotContain(static line => line.Text.Contains("took nothing", StringComparison.Ordinal));
    }

    private static async Task<RawWebSocket> OpenAsync(GatewayHost host, string face)
    {
        if (face is "websocket")
        {
            return await (await RawWebSocket.ConnectAsync(host.Url)).SubscribedAsync("big");
        }

        var socket = await RawWebSocket.StreamAsync(host.Url, "/api/hubs/home/events?topic=big");
        await UntilAsync(socket, "\"state\":\"live\"");
        return socket;
    }

    private static async Task UntilAsync(RawWebSocket socket, string text)
    {
        var read = new StringBuilder();
        while (!read.ToString().Contains(text, StringComparison.Ordinal))
        {
            read.Append((char)(await socket.ReadSlowlyAsync(1, 1, TimeSpan.Zero))[0]);
        }
    }
}
