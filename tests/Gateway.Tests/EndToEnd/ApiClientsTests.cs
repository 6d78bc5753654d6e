using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.Delivery;
using Gateway.Tests.Access;
using Gateway.Tests.Api;
using Gateway.Tests.Clients;
using Gateway.Tests.Delivery;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

/// <summary>The clients as an operator sees them, and how one of them is sent away.</summary>
public sealed class ApiClientsTests
{
    private const string Hall = "/api/hubs/home/events?topic=entities/light.hall";

    [Fact]
    public async Task Clients_ThatListen_AreListedWithWhatTheyHoldAndGot()
    {
        using var keys = new KeyFolder();
        var tablet = keys.Add("wall tablet", "read:home/*");
        var owner = keys.Add("the owner", "admin");
        await using var host = await keys.StartAsync();
        host.Http.DefaultRequestHeaders.Authorization = new("Bearer", owner);
        await host.UntilAsync("online");
        await using var screen = await LiveCaller.OpenAsync(host, tablet);
        await screen.CallAsync("Subscribe", JsonNode.Parse("""{"hub":"home","topics":["entities/light.*","state_changed"]}""")!);
        await screen.UntilToldAsync("topic", static topic => topic["state"]!.GetValue<string>() is "live");
        using var stream = await ApiEventStream.OpenAsync(host.Http, Hall);
        await stream.UntilAsync("topic", static topic => topic["state"]!.GetValue<string>() is "live");

        var clients = await ListAsync(host);

        clients.Length.ShouldBe(2);
        var first = clients.Single(static client => client["transport"]!.GetValue<string>() is "SignalR");
        first["key"]!.GetValue<string>().ShouldBe("wall tablet");
        first.ContainsKey("hub").ShouldBeFalse();
        first["topics"]!.GetValue<int>().ShouldBe(2);
        first["hubs"]!.ToJsonString().ShouldBe("""[{"hub":"home","topics":2}]""");
        first["delivered"]!.GetValue<long>().ShouldBeGreaterThan(0);
        first["eventsPerSecond"]!.GetValue<double>().ShouldBeGreaterThanOrEqualTo(0);
        first["queued"]!.GetValue<int>().ShouldBe(0);
        first["queuedBytes"]!.GetValue<long>().ShouldBe(0);
        var second = clients.Single(static client => client["transport"]!.GetValue<string>() is "SSE");
        second["key"]!.GetValue<string>().ShouldBe("the owner");
        second["hub"]!.GetValue<string>().ShouldBe("home");
        second["topics"]!.GetValue<int>().ShouldBe(1);
        var rows = (await host.Http.GetFromJsonAsync<JsonArray>("/api/hubs/home/subscriptions?holders=100").Soon())!;
        Holders(rows, "entities/light.*").ShouldBe([Id(first)]);
        Holders(rows, "entities/light.hall").ShouldBe([Id(second)]);
    }

    [Fact]
    public async Task Holders_ForWhoIsNoAdmin_AreNotTold()
    {
        using var keys = new KeyFolder();
        var tablet = keys.Add("wall tablet", "read:home/*");
        await using var host = await keys.StartAsync();
        host.Http.DefaultRequestHeaders.Authorization = new("Bearer", tablet);
        await host.UntilAsync("online");
        using var stream = await ApiEventStream.OpenAsync(host.Http, Hall);
        await stream.UntilAsync("topic");

        var row = (await host.Http.GetFromJsonAsync<JsonArray>("/api/hubs/home/subscriptions?holders=100").Soon())!.ShouldHaveSingleItem()!.AsObject();

        row["subscribers"]!.GetValue<int>().ShouldBe(1);
        row.ContainsKey("holders").ShouldBeFalse();
    }

    [Fact]
    public async Task Ids_AreNotThoseOfTheConnections()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");

        // Version 0 of the negotiation knows no token: its id opens the connection.
        using var answer = await host.Http.PostAsync("/live/negotiate", content: null).Soon();
        var id = (await answer.Content.ReadFromJsonAsync<JsonObject>())!["connectionId"]!.GetValue<string>();
        await using var socket = await (await RawWebSocket.ConnectAsync(host.Url, $"/live?id={id}")).SubscribedAsync("entities/light.hall");

        host.Service<ClientDirectory>().All.ShouldHaveSingleItem().Connection.ShouldBe(id);
        var list = await host.Http.GetStringAsync("/api/clients").Soon();
        list.ShouldNotContain(id);
        (await host.Http.GetStringAsync("/api/hubs/home/subscriptions?holders=100").Soon()).ShouldNotContain(id);
        using var ended = await host.Http.DeleteAsync($"/api/clients/{id}").Soon();
        ended.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("Direct")]
    [InlineData("Stock")]
    public async Task End_WebSocket_TellsWhyAndThatItMayComeBack(string transport)
    {
        await using var host = await GatewayHost.StartAsync(Settings(transport));
        await host.UntilAsync("online");
        await using var socket = await (await RawWebSocket.ConnectAsync(host.Url)).SubscribedAsync("entities/light.hall");

        await EndAllAsync(host);

        var told = await socket.UntilAsync(static record => record.Contains("\"type\":7", StringComparison.Ordinal));
        told.ShouldBe("""{"type":7,"error":"The connection was ended by whoever runs the gateway.","allowReconnect":true}""");
        (await socket.ClosedAsync()).Status.ShouldBe(1000);
        await NobodyAsync(host);
        host.Log.Lines.ShouldContain(static line => line.Text.StartsWith("Admin by everyone", StringComparison.Ordinal) && line.Text.Contains("disconnect ", StringComparison.Ordinal));
        (await host.Http.GetStringAsync("/api/alarms").Soon()).ShouldBe("[]", "nobody was too slow");
    }

    [Theory]
    [InlineData("Direct")]
    [InlineData("Stock")]
    public async Task End_OfTheLibrarysClients_TheyHearWhyAndComeBack(string transport)
    {
        await using var host = await GatewayHost.StartAsync(Settings(transport));
        await host.UntilAsync("online");
        await using var script = ClientScript.Start("ended", host.Url);
        await script.SaysAsync("live");

        await EndAllAsync(host, 3);

        await script.SaysAsync("back");
        await script.EndsAsync();
    }

    [Fact]
    public async Task End_EventStream_EndsBehindAWholeRecord()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        using var stream = await ApiEventStream.OpenAsync(host.Http, Hall);
        await stream.UntilAsync("topic", static topic => topic["state"]!.GetValue<string>() is "live");

        await EndAllAsync(host);

        await Should.ThrowAsync<EndOfStreamException>(() => stream.UntilAsync("gap").Soon());
        await NobodyAsync(host);
    }

    [Theory]
    [InlineData("Direct")]
    [InlineData("Stock")]
    public async Task End_ClientThatReadsNothing_IsCutAllTheSame(string transport)
    {
        await using var host = await GatewayHost.StartAsync(Settings(transport));
        await host.UntilAsync("online");
        await using var stalled = await CrowdClient.LiveAsync(host.Url, ["demo"], receiveBuffer: 4 * 1024);
        await host.Home.FloodAsync("demo", 5_000, bytesPerEvent: 1_000);
        await Eventually.TrueAsync(() => host.Service<ClientDirectory>().All.Single().Queue.WritingFor > TimeSpan.FromSeconds(0.5), "a write hangs");

        await EndAllAsync(host);

        await NobodyAsync(host);
    }

    [Fact]
    public async Task About_SaysWhatRuns()
    {
        await using var host = await GatewayHost.StartAsync();

        var about = (await host.Http.GetFromJsonAsync<JsonObject>("/api/about").Soon())!;

        about["product"]!.GetValue<string>().ShouldBe("Gateway");
        about["version"]!.GetValue<string>().ShouldMatch(@"^\d+\.\d+\.\d+$");
        about["runtime"]!.GetValue<string>().ShouldStartWith(".NET 10.");
        about["started"]!.GetValue<DateTimeOffset>().ShouldBeLessThan(TimeProvider.System.GetUtcNow());
        about["demo"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task Limits_CountWhatBecameOfCommands()
    {
        await using var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["Commands:PerSecond"] = "1", ["Commands:Burst"] = "4" });
        await host.UntilAsync("online");
        host.Home.HoldAnswers("get_states");
        await SendAsync(host, "get_config");
        await SendAsync(host, "no_such_command");
        var held = SendAsync(host, "get_states");
        await Eventually.TrueAsync(() => host.Home.CountReceived("get_states") > 0, "the hub has it");

        var during = await LimitsAsync(host);
        during["inFlight"]!.GetValue<int>().ShouldBe(1);
        during["waiting"]!.GetValue<int>().ShouldBe(0);
        host.Home.ReleaseAnswers("get_states");
        await held;
        while (await SendAsync(host, "get_config") != HttpStatusCode.TooManyRequests)
        {
        }

        var after = await LimitsAsync(host);
        after["hub"]!.GetValue<string>().ShouldBe("home");
        after["perSecond"]!.GetValue<int>().ShouldBe(1);
        after["burst"]!.GetValue<int>().ShouldBe(4);
        after["available"]!.GetValue<int>().ShouldBeLessThan(4);
        after["inFlight"]!.GetValue<int>().ShouldBe(0);
        var outcomes = after["outcomes"]!.AsObject();
        outcomes.Select(static outcome => outcome.Key).ShouldBe(["ok", "sent", "rejected", "invalid", "offline", "timeout", "unknown", "limited", "expired"]);
        outcomes["ok"]!.GetValue<int>().ShouldBeGreaterThanOrEqualTo(3);
        outcomes["rejected"]!.GetValue<int>().ShouldBe(1);
        outcomes["limited"]!.GetValue<int>().ShouldBe(1);
    }

    private static async Task<HttpStatusCode> SendAsync(GatewayHost host, string name)
    {
        using var answer = await host.Http.PostAsJsonAsync("/api/hubs/home/commands", new { name }).Soon();
        return answer.StatusCode;
    }

    private static async Task<JsonObject> LimitsAsync(GatewayHost host) => (await host.Http.GetFromJsonAsync<JsonArray>("/api/limits").Soon())!.ShouldHaveSingleItem()!.AsObject();

    private static async Task<JsonObject[]> ListAsync(GatewayHost host) => [.. (await host.Http.GetFromJsonAsync<JsonArray>("/api/clients").Soon())!.Select(static row => row!.AsObject())];

    private static async Task EndAllAsync(GatewayHost host, int count = 1)
    {
        var clients = await ListAsync(host);
        clients.Length.ShouldBe(count);
        foreach (var client in clients)
        {
            using var answer = await host.Http.DeleteAsync($"/api/clients/{Id(client)}").Soon();
            answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }
    }

    private static Task NobodyAsync(GatewayHost host) => Eventually.TrueAsync(() => host.Service<ClientDirectory>().All.Count == 0, "nobody is left");

    private static string Id(JsonObject client) => client["id"]!.GetValue<string>();

    private static string[] Holders(JsonArray rows, string topic) =>
        [.. rows.Single(row => string.Equals(row!["topic"]!.GetValue<string>(), topic, StringComparison.Ordinal))!["holders"]!.AsArray().Select(static id => id!.GetValue<string>())];

    private static Dictionary<string, string> Settings(string transport) => new(StringComparer.Ordinal) { ["Clients:Transport"] = transport };
}
