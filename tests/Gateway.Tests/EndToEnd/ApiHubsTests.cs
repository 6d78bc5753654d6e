using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

/// <summary>What REST tells of hubs, and what every path says that is not there.</summary>
public sealed class ApiHubsTests
{
    private static readonly string[] AlwaysTold = ["hub", "kind", "state", "since", "topics", "clients", "eventsPerSecond", "reconnects"];

    [Fact]
    public async Task Hubs_OneHubOnline_TellEverythingOfTheContract()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");

        var hub = (await host.Http.GetFromJsonAsync<JsonArray>("/api/hubs"))!.ShouldHaveSingleItem()!.AsObject();

        hub.Select(static member => member.Key).ShouldBe([.. AlwaysTold, "version", "roundTripMs", "commands"], ignoreOrder: true);
        hub["topics"]!.ToJsonString().ShouldBe("""{"live":0,"pending":0,"failed":0}""");
        hub["roundTripMs"]!.GetValue<double>().ShouldBeGreaterThan(0);
        JsonNode.DeepEquals(await host.Http.GetFromJsonAsync<JsonObject>("/api/hubs/home"), hub).ShouldBeTrue();
    }

    [Fact]
    public async Task Hub_Away_TellsReasonAndNextAttempt()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");

        await host.Home.KillAsync();
        var hub = await host.UntilAsync("retrying");

        hub["reason"]!.GetValue<string>().ShouldNotBeNullOrWhiteSpace();
        hub["nextAttempt"]!.GetValue<DateTimeOffset>().ShouldBeGreaterThan(hub["since"]!.GetValue<DateTimeOffset>());
        (await host.Http.GetStringAsync("/readyz")).ShouldBe("ready");
    }

    [Fact]
    public async Task Subscriptions_TopicsThatShareAnUpstream_AreCountedApart()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        using var limit = new CancellationTokenSource(Eventually.Limit);
        await using var first = await host.Http.GetStreamAsync("/api/hubs/home/events?topic=entities/*&topic=entities/light.hall", limit.Token);
        await using var second = await host.Http.GetStreamAsync("/api/hubs/home/events?topic=entities/*&topic=my_event", limit.Token);

        var rows = await RowsAsync(host, 3);

        rows.Select(static row => $"{row["topic"]} {row["state"]} {row["subscribers"]}")
            .ShouldBe(["entities/* live 2", "entities/light.hall live 1", "my_event live 1"]);
        rows[0]["upstream"]!.GetValue<string>().ShouldBe(rows[1]["upstream"]!.GetValue<string>());
        rows[0]["lastEvent"].ShouldNotBeNull();
        rows[2]["lastEvent"].ShouldBeNull();
        host.Home.ActiveSubscriptions.Order(StringComparer.Ordinal).ShouldBe(["subscribe_entities", "subscribe_events:my_event"]);
    }

    [Fact]
    public async Task Subscriptions_HubRefusesATopic_ShowItsWords()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Home.RefuseEventType("my_event", "unauthorized", "Not for you.");
        await host.UntilAsync("online");
        using var limit = new CancellationTokenSource(Eventually.Limit);
        await using var stream = await host.Http.GetStreamAsync("/api/hubs/home/events?topic=my_event", limit.Token);

        var row = (await RowsAsync(host, 1))[0];

        row["state"]!.GetValue<string>().ShouldBe("failed");
        row["error"]!.GetValue<string>().ShouldContain("Not for you.");
    }

    [Fact]
    public async Task Reconnect_WhileOnline_DropsTheSessionAndOpensAnother()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");

        (await host.Http.PostAsync("/api/hubs/home/reconnect", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        await Eventually.TrueAsync(() => host.Home.ConnectionsOpened == 2 && host.Home.OpenConnections == 1, "a second session");
        (await host.UntilAsync("online"))["reconnects"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Reconnect_CredentialsWereRefused_TriesAgain()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        host.Home.RefuseAuth(true);
        host.Home.DropConnections();
        var hub = await host.UntilAsync("refused");
        hub["reason"]!.GetValue<string>().ShouldNotContain(host.Home.Token);
        host.Home.RefuseAuth(false);
        host.ErrorsAreExpected = true;

        await host.Http.PostAsync("/api/hubs/home/reconnect", null);

        await host.UntilAsync("online");
        host.Log.Errors.ShouldAllBe(static line => line.Contains("refused", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET", "/api/hubs/attic")]
    [InlineData("GET", "/api/hubs/attic/subscriptions")]
    [InlineData("GET", "/api/hubs/attic/state?topic=entities/*")]
    [InlineData("GET", "/api/hubs/attic/events?topic=entities/*")]
    [InlineData("POST", "/api/hubs/attic/reconnect")]
    [InlineData("POST", "/api/hubs/attic/commands")]
    public async Task UnknownHub_AnyPath_NamesThoseThereAre(string method, string path)
    {
        await using var host = await GatewayHost.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        var problem = await (await host.Http.SendAsync(request)).ProblemAsync(HttpStatusCode.NotFound, "not-found");

        problem.Detail().ShouldBe("There is no hub 'attic'; configured are 'home'.");
    }

    [Theory]
    [InlineData("GET", "/nothing/here", HttpStatusCode.NotFound, "not-found")]
    [InlineData("GET", "/api", HttpStatusCode.NotFound, "not-found")]
    [InlineData("GET", "/api/hubs/home/nothing", HttpStatusCode.NotFound, "not-found")]
    [InlineData("GET", "/app/nothing.js", HttpStatusCode.NotFound, "not-found")]
    [InlineData("DELETE", "/api/hubs/home", HttpStatusCode.MethodNotAllowed, "method-not-allowed")]
    [InlineData("GET", "/api/hubs/home/commands", HttpStatusCode.MethodNotAllowed, "method-not-allowed")]
    [InlineData("POST", "/api/hubs", HttpStatusCode.MethodNotAllowed, "method-not-allowed")]
    [InlineData("GET", "/api/hubs/home/state", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("GET", "/api/hubs/home/events", HttpStatusCode.BadRequest, "invalid")]
    public async Task BadRequest_AnyPath_AnswersAProblem(string method, string path, HttpStatusCode status, string name)
    {
        await using var host = await GatewayHost.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        await (await host.Http.SendAsync(request)).ProblemAsync(status, name);
    }

    [Fact]
    public async Task AnyAnswer_CarriesTheHeadersAgainstMisuse()
    {
        await using var host = await GatewayHost.StartAsync();

        foreach (var path in new[] { "/", "/api/hubs", "/nothing", "/app/main.js", "/swagger/index.html" })
        {
            using var answer = await host.Http.GetAsync(path);
            answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldStartWith("default-src 'self'; frame-ancestors 'none'");
            answer.Headers.GetValues("X-Content-Type-Options").ShouldHaveSingleItem().ShouldBe("nosniff");
            answer.Headers.GetValues("Referrer-Policy").ShouldHaveSingleItem().ShouldBe("no-referrer");
            answer.Headers.Contains("Server").ShouldBeFalse();
        }
    }

    /// <summary>The registry, once it has that many rows and the hub has answered for each.</summary>
    private static async Task<JsonObject[]> RowsAsync(GatewayHost host, int count)
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        while (true)
        {
            var rows = (await host.Http.GetFromJsonAsync<JsonArray>("/api/hubs/home/subscriptions", limit.Token))!.Select(static row => row!.AsObject()).ToArray();
            if (rows.Length == count && rows.All(static row => row["state"]!.GetValue<string>() is not "pending"))
            {
                return rows;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }
}
