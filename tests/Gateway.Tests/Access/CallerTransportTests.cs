using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Access;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Access;

/// <summary>The hub knows who calls, whatever the transport; there its request may long have ended.</summary>
public sealed class CallerTransportTests
{
    private const string Call = "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Hubs\",\"arguments\":[]}\u001e";
    private const string Hello = "{\"protocol\":\"json\",\"version\":1}\u001e";

    private readonly Seen _seen = new();

    [Theory]
    [InlineData("Direct")]
    [InlineData("Stock")]
    public async Task WebSocket_Call_HasItsCaller(string transport)
    {
        using var keys = new KeyFolder();
        var (one, two) = (keys.Add("one", "admin"), keys.Add("two", "admin"));
        await using var host = await StartAsync(keys, transport);
        using var first = await host.LiveAsync(key: one);
        using var second = await host.LiveAsync(key: two);

        await first.SendAsync(Encoding.UTF8.GetBytes(Call), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        await Eventually.TrueAsync(() => _seen.Callers.Count == 1, "the first call");
        await second.SendAsync(Encoding.UTF8.GetBytes(Call), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        await Eventually.TrueAsync(() => _seen.Callers.Count == 2, "the second call");

        _seen.Callers.Select(static caller => caller.Name).ShouldBe(["one", "two"]);
    }

    [Theory]
    [InlineData("Direct", "text/event-stream")]
    [InlineData("Direct", "*/*")]
    [InlineData("Stock", "*/*")]
    public async Task StreamOrPolling_Call_HasItsCallerAndEndsWithItsKey(string transport, string accept)
    {
        using var keys = new KeyFolder();
        keys.Add("owner", "admin");
        var key = keys.Add("tablet", "admin");
        await using var host = await StartAsync(keys, transport);
        host.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var negotiated = await host.Http.PostAsync("/live/negotiate?negotiateVersion=1", content: null).Soon();
        var id = JsonNode.Parse(await negotiated.Content.ReadAsStringAsync())!["connectionToken"]!.GetValue<string>();
        using var listening = await ListenAsync(host, id, accept);

        foreach (var message in new[] { Hello, Call })
        {
            using var answer = await host.Http.PostAsync($"/live?id={id}", new StringContent(message)).Soon();
            answer.EnsureSuccessStatusCode();
        }

        await Eventually.TrueAsync(() => _seen.Callers.Count == 1, "the call");
        _seen.Callers.Single().Name.ShouldBe("tablet");
        _seen.Callers.Single().Key!.Name.ShouldBe("tablet");
        keys.Remove("tablet");
        await host.UntilStatusAsync(401, "/api/hubs", key);
        ((int)(await host.Http.PostAsync($"/live?id={id}", new StringContent(Call))).StatusCode).ShouldBe(401);
        ((int)(await host.Http.GetAsync($"/live?id={id}")).StatusCode).ShouldBe(401);
        _seen.Callers.Count.ShouldBe(1);
        await Eventually.TrueAsync(() => host.Service<KeyConnections>().Count == 0, "nothing is left");
    }

    [Theory]
    [InlineData("Direct")]
    [InlineData("Stock")]
    public async Task Polling_KeyIsNarrowed_TheConnectionEndsThoughItsPollsMayComeIn(string transport)
    {
        using var keys = new KeyFolder();
        keys.Add("owner", "admin");
        var key = keys.Add("tablet", "admin");
        await using var host = await StartAsync(keys, transport);
        host.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var negotiated = await host.Http.PostAsync("/live/negotiate?negotiateVersion=1", content: null).Soon();
        var id = JsonNode.Parse(await negotiated.Content.ReadAsStringAsync())!["connectionToken"]!.GetValue<string>();
        using var first = await ListenAsync(host, id, "*/*");
        (await host.Http.PostAsync($"/live?id={id}", new StringContent(Hello)).Soon()).EnsureSuccessStatusCode();
        await Eventually.TrueAsync(() => host.Service<KeyConnections>().Count > 0, "the connection is known");

        keys.Change("tablet", "read:home/entities/light.*");
        using var limit = new CancellationTokenSource(Eventually.Limit);
        int status;
        do
        {
            status = await PollAsync(host, id, limit.Token);
        }
        while (status == 200);

        // 204: SignalR's word for the end; 404: it is gone already.
        status.ShouldBeOneOf(204, 404);
        (await host.StatusAsync("GET", "/api/hubs/home", key)).ShouldBe(200, "the key itself still counts, for less");
    }

    [Fact]
    public async Task Ticket_InTheAddress_IsGoneBehindTheDoor()
    {
        using var keys = new KeyFolder();
        keys.Add("tablet", "admin");
        await using var host = await StartAsync(keys, "Stock");
        var (ticket, _) = host.Service<Tickets>().Issue(host.Service<KeySources>().Filed[0]);
        using var live = await host.LiveAsync($"a=1&access_token={ticket}");

        await live.SendAsync(Encoding.UTF8.GetBytes(Call), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

        await Eventually.TrueAsync(() => _seen.Queries.Count == 1, "the call");
        _seen.Queries.Single().ShouldBe("?a=1");
    }

    [Fact]
    public async Task Call_WhereNoKeyIsNeeded_IsEveryones()
    {
        await using var host = await GatewayHost.StartAsync(services: Watch);
        using var live = await host.LiveAsync();

        await live.SendAsync(Encoding.UTF8.GetBytes(Call), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

        await Eventually.TrueAsync(() => _seen.Callers.Count == 1, "the call");
        _seen.Callers.Single().ShouldBeSameAs(Caller.Everyone);
    }

    /// <summary>The status; 200 also for a poll that was cut off, which a client would make again.</summary>
    private static async Task<int> PollAsync(GatewayHost host, string id, CancellationToken cancellationToken)
    {
        try
        {
            using var poll = await host.Http.GetAsync($"/live?id={id}", cancellationToken);
            return (int)poll.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 200;
        }
    }

    private static async Task<HttpResponseMessage> ListenAsync(GatewayHost host, string id, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/live?id={id}") { Headers = { Accept = { MediaTypeWithQualityHeaderValue.Parse(accept) } } };

        // The first poll is answered at once, with nothing.
        return await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Soon();
    }

    private Task<GatewayHost> StartAsync(KeyFolder keys, string transport)
    {
        var settings = keys.Settings;
        settings["Clients:Transport"] = transport;
        return GatewayHost.StartAsync(settings, services: Watch);
    }

    private void Watch(IServiceCollection services)
    {
        services.AddSingleton(_seen);
        services.Configure<HubOptions>(static options => options.AddFilter<Filter>());
    }

    private sealed class Seen
    {
        public ConcurrentQueue<Caller> Callers { get; } = new();

        /// <summary>What is left of the address, where the request is still there.</summary>
        public ConcurrentQueue<string?> Queries { get; } = new();
    }

    private sealed class Filter(Seen seen) : IHubFilter
    {
        public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
        {
            seen.Queries.Enqueue(invocationContext.Context.GetHttpContext()?.Request.QueryString.Value);
            seen.Callers.Enqueue(Caller.Of(invocationContext.Context.User));
            return next(invocationContext);
        }
    }
}
