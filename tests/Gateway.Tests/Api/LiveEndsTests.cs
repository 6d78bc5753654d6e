using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Api;
using Gateway.Api.Live;
using Gateway.Delivery;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;
using Gateway.Tests.Upstreams;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.Tests.Api;

/// <summary>What a connection at <c>/live</c> lives on, and how it ends: with both transports, where users see no difference.</summary>
public sealed class LiveEndsTests
{
    [Theory]
    [InlineData("Direct")]
    [InlineData("Stock")]
    public async Task Connections_TwoHundredComeAndLeave_NobodyIsLeft(string transport)
    {
        await using var host = await GatewayHost.StartAsync(Settings(transport));
        await host.UntilAsync("online");
        var sockets = await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ => await (await RawWebSocket.ConnectAsync(host.Url)).SubscribedAsync("entities/light.hall")));
        host.Service<ClientDirectory>().All.Count.ShouldBe(200);

        for (var index = 0; index < sockets.Length; index++)
        {
            if (index % 2 == 0)
            {
                sockets[index].Cut();
            }
            else
            {
                await sockets[index].SendAsync(RawWebSocket.Close, [0x03, 0xE8]);
                (await sockets[index].ClosedAsync()).Status.ShouldBe(1000);
            }
        }

        await NobodyIsLeftAsync(host);
        foreach (var socket in sockets)
        {
            await socket.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("Direct")]
    [InlineData("Stock")]
    public async Task KeepAlive_IdleConnection_GetsPings(string transport)
    {
        await using var host = await GatewayHost.StartAsync(Settings(transport), services: static services =>
            services.Configure<HubOptions<LiveHub>>(static options => options.KeepAliveInterval = TimeSpan.FromMilliseconds(500)));
        await using var socket = await (await RawWebSocket.ConnectAsync(host.Url)).SubscribedAsync();

        await socket.UntilAsync(static record => record is """{"type":6}""");
        await socket.UntilAsync(static record => record is """{"type":6}""");
    }

    [Theory]
    [InlineData("Direct")]
    [InlineData("Stock")]
    public async Task SilentClient_IsLetGo(string transport)
    {
        await using var host = await GatewayHost.StartAsync(Settings(transport), services: static services =>
            services.Configure<HubOptions<LiveHub>>(static options => options.ClientTimeoutInterval = TimeSpan.FromSeconds(1)));
        await using var socket = await (await RawWebSocket.ConnectAsync(host.Url)).SubscribedAsync();

        // SignalR looks for silence only in clients that have pinged once.
        await socket.SendAsync("""{"type":6}""");
        await socket.ClosedAsync();
        await NobodyIsLeftAsync(host);
    }

    [Theory]
    [InlineData("Direct")]
    [InlineData("Stock")]
    public async Task Handshake_ThatNeverComes_IsWaitedForNoLonger(string transport)
    {
        await using var host = await GatewayHost.StartAsync(Settings(transport), services: static services =>
            services.Configure<HubOptions<LiveHub>>(static options => options.HandshakeTimeout = TimeSpan.FromMilliseconds(300)));
        await using var socket = await RawWebSocket.ConnectAsync(host.Url);

        (await socket.RecordAsync()).ShouldContain("error");
        await socket.ClosedAsync();
        await NobodyIsLeftAsync(host);
    }

    [Fact]
    public async Task Stop_WithClients_ClosesThemAndDoesNotCutThem()
    {
        await using var host = await GatewayHost.StartAsync(Settings("Direct"));
        await host.UntilAsync("online");
        await using var socket = await (await RawWebSocket.ConnectAsync(host.Url)).SubscribedAsync("probe");

        host.Service<IHostApplicationLifetime>().StopApplication();

        (await socket.UntilAsync(static record => record.StartsWith("""{"type":7""", StringComparison.Ordinal))).ShouldContain("\"allowReconnect\":true");
        (await socket.ClosedAsync()).Status.ShouldBe(1001);
    }

    [Theory]
    [InlineData("Direct")]
    [InlineData("Stock")]
    public async Task Events_BetweenCommands_ComeInOrderOnOneConnection(string transport)
    {
        const int Count = 300;
        await using var host = await GatewayHost.StartAsync(Settings(transport, ("Commands:PerSecond", "100000"), ("Commands:Burst", "100000"), ("Clients:QueueMessages", "10000")));
        await host.UntilAsync("online");
        await using var socket = await (await RawWebSocket.ConnectAsync(host.Url)).SubscribedAsync("probe");

        for (var number = 0; number < Count; number++)
        {
            await socket.CallAsync("Command", $$$"""{"hub":"home","name":"fire_event","args":{"event_type":"probe","event_data":{"n":{{{number}}} } } }""", string.Create(CultureInfo.InvariantCulture, $"c{number}"));
        }

        var events = new List<int>();
        var places = new List<long>();
        var answers = new HashSet<string>(StringComparer.Ordinal);
        while (events.Count < Count || answers.Count < Count)
        {
            using var record = JsonDocument.Parse(await socket.RecordAsync());
            if (record.RootElement.TryGetProperty("target", out var target) && target.ValueEquals("event"))
            {
                places.Add(long.Parse(record.RootElement.GetProperty("arguments")[0].GetProperty("cursor").GetString()!.Split(':')[1], CultureInfo.InvariantCulture));
                events.Add(record.RootElement.GetProperty("arguments")[0].GetProperty("data").GetProperty("data").GetProperty("n").GetInt32());
            }
            else if (record.RootElement.GetProperty("type").GetInt32() == 3 && record.RootElement.GetProperty("invocationId").GetString() is ['c', ..] id)
            {
                record.RootElement.GetProperty("result").GetProperty("status").GetString().ShouldBe("ok");
                answers.Add(id).ShouldBeTrue();
            }
        }

        places.ShouldBe(places.Order());
        events.Order().ShouldBe(Enumerable.Range(0, Count));
    }

    [Fact]
    public async Task StuckClient_WithAWriteUnderWay_IsCutOff()
    {
        await using var host = await GatewayHost.StartAsync(Settings("Direct", ("Clients:StuckAfter", "00:00:01")));
        await host.UntilAsync("online");
        await using var socket = await (await RawWebSocket.ConnectAsync(host.Url)).SubscribedAsync("big");

        var pad = new string('x', 64 * 1024);
        await Eventually.TrueAsync(
            () =>
            {
                // Again and again: of a single burst the queue drops most, and the kernel may take the rest.
                host.Home.FireEvent("big", new JsonObject { ["pad"] = pad });
                return host.Service<ClientDirectory>().All.Count == 0;
            },
            "the client is cut off");

        await NobodyIsLeftAsync(host);
        host.Log.Lines.Count(static line => line.Text.Contains("it took nothing for 1 s", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task StuckClient_ThatOnlyCalls_IsReadFromNoMoreAndCutOff()
    {
        await using var host = await GatewayHost.StartAsync(Settings("Direct", ("Clients:StuckAfter", "00:00:03")));
        await using var socket = await (await RawWebSocket.ConnectAsync(host.Url)).SubscribedAsync();
        var calls = string.Join('\x1e', Enumerable.Repeat("""{"type":1,"invocationId":"1","target":"Hubs","arguments":[]}""", 500));

        // The gateway does not read on what it cannot answer, and in the end cuts the client off.
        var sent = 0;
        await Should.ThrowAsync<IOException>(async () =>
        {
            while (sent < 2_000_000)
            {
                await socket.SendAsync(calls);
                sent += 500;
            }
        });

        await NobodyIsLeftAsync(host);
    }

    [Theory]
    [InlineData("Direct")]
    [InlineData("Stock")]
    public async Task Tls_SubscribeAndClose_AreAsWithout(string transport)
    {
        using var certificate = TestCertificates.SelfSigned("localhost");
        await using var host = await GatewayHost.StartAsync(Settings(transport), services: services =>
            services.Configure<KestrelServerOptions>(options => options.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate))));
        var addresses = host.Service<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        var url = new Uri(addresses.Single(static address => address.StartsWith("https", StringComparison.Ordinal)));
        await using var socket = await (await RawWebSocket.ConnectAsync(url)).SubscribedAsync("probe");

        host.Home.FireEvent("probe", new JsonObject { ["n"] = 1 });

        await socket.UntilAsync(static record => record.Contains("\"n\":1", StringComparison.Ordinal));
        await socket.SendAsync(RawWebSocket.Close, [0x03, 0xE8]);
        (await socket.ClosedAsync()).Status.ShouldBe(1000);
        await NobodyIsLeftAsync(host);
    }

    [Fact]
    public async Task Token_IsGoodForOneConnectionOverAllTransports()
    {
        await using var host = await GatewayHost.StartAsync(Settings("Direct"));
        var first = await NegotiateAsync(host);
        var second = await NegotiateAsync(host);
        using var stream = await host.Http.GetAsync(new Uri($"/live?id={second}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead).Soon();
        await using var socket = await (await RawWebSocket.ConnectAsync(host.Url, $"/live?id={first}")).SubscribedAsync();

        foreach (var token in new[] { first, second })
        {
            var (again, answer) = await RawWebSocket.AskAsync(host.Url, $"/live?id={token}", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
            await using var _ = again;
            answer.ShouldStartWith("HTTP/1.1 4");
        }

        using var polling = await host.Http.GetAsync(new Uri($"/live?id={first}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead).Soon();
        polling.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        host.Service<LiveHeart>().Count.ShouldBe(1);
    }

    private static async Task<string> NegotiateAsync(GatewayHost host)
    {
        using var answer = await host.Http.PostAsync(new Uri("/live/negotiate?negotiateVersion=1", UriKind.Relative), null).Soon();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var text = await answer.Content.ReadAsStringAsync().Soon();
        return JsonNode.Parse(text)!["connectionToken"]!.GetValue<string>();
    }

    private static Task NobodyIsLeftAsync(GatewayHost host) =>
        Eventually.TrueAsync(() => host.Find<LiveHeart>() is not { Count: > 0 } && host.Service<ClientDirectory>().All.Count == 0, "nobody is left");

    private static Dictionary<string, string> Settings(string transport, params (string Key, string Value)[] settings) =>
        settings.Append(("Clients:Transport", transport)).ToDictionary(static pair => pair.Item1, static pair => pair.Item2, StringComparer.Ordinal);
}
