using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.Subscriptions;
using Gateway.Tests.Access;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

/// <summary>One client looked at: who it is, what it holds, and how many of those who hold a topic are named.</summary>
public sealed class ApiClientTests
{
    private const string Hall = "/api/hubs/home/events?topic=entities/light.hall";

    [Theory]
    [InlineData("", null)]
    [InlineData("?holders=0", null)]
    [InlineData("?holders=1", 1)]
    [InlineData("?holders=2", 2)]
    [InlineData("?holders=100", 3)]
    public async Task Holders_AreAsManyAsAreAskedFor(string query, int? expected)
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        using var first = await ApiEventStream.OpenAsync(host.Http, Hall);
        using var second = await ApiEventStream.OpenAsync(host.Http, Hall);
        using var third = await ApiEventStream.OpenAsync(host.Http, Hall);
        await third.UntilAsync("topic");

        var row = (await host.Http.GetFromJsonAsync<JsonArray>($"/api/hubs/home/subscriptions{query}").Soon())!.ShouldHaveSingleItem()!.AsObject();

        row["subscribers"]!.GetValue<int>().ShouldBe(3);
        (row["holders"]?.AsArray().Count).ShouldBe(expected);
        row.ContainsKey("holders").ShouldBe(expected is not null);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("101")]
    [InlineData("all")]
    public async Task Holders_NumberThatIsNone_IsInvalid(string number)
    {
        await using var host = await GatewayHost.StartAsync();

        using var answer = await host.Http.GetAsync($"/api/hubs/home/subscriptions?holders={number}").Soon();

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Client_AsksForItself_IsToldTheIdThatTheListHas()
    {
        using var keys = new KeyFolder();
        var tablet = keys.Add("wall tablet", "read:attic/*");
        var owner = keys.Add("the owner", "admin");
        await using var host = await keys.StartAsync();
        host.Http.DefaultRequestHeaders.Authorization = new("Bearer", owner);
        await host.UntilAsync("online");
        await using var screen = await LiveCaller.OpenAsync(host, tablet);
        await using var other = await LiveCaller.OpenAsync(host, tablet);

        string[] told = [await OwnIdAsync(screen), await OwnIdAsync(other)];

        (await ListAsync(host)).Select(Id).ShouldBe(told, ignoreOrder: true);
        (await OwnIdAsync(screen)).ShouldBe(told[0]);

        static async Task<string> OwnIdAsync(LiveCaller caller) => (await caller.CallAsync("Client"))["result"]!["id"]!.GetValue<string>();
    }

    [Fact]
    public async Task Client_LookedAtAlone_HasTheTopicsThatItHolds()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var screen = await LiveCaller.OpenAsync(host, key: null);
        await screen.CallAsync("Subscribe", JsonNode.Parse("""{"hub":"home","topics":["state_changed","entities/light.*","demo"]}""")!);
        using var stream = await ApiEventStream.OpenAsync(host.Http, Hall);
        var listed = (await ListAsync(host)).Single(static client => client["transport"]!.GetValue<string>() is "SignalR");
        listed.ContainsKey("held").ShouldBeFalse();
        await screen.CallAsync("Unsubscribe", JsonNode.Parse("""{"hub":"home","topics":["demo"]}""")!);

        var client = (await host.Http.GetFromJsonAsync<JsonObject>($"/api/clients/{Id(listed)}").Soon())!;

        Id(client).ShouldBe(Id(listed));
        client["topics"]!.GetValue<int>().ShouldBe(2);
        client["hubs"]!.ToJsonString().ShouldBe("""[{"hub":"home","topics":2}]""");
        client["held"]!.ToJsonString().ShouldBe("""[{"hub":"home","topic":"entities/light.*"},{"hub":"home","topic":"state_changed"}]""");
        using var nobody = await host.Http.GetAsync("/api/clients/none").Soon();
        nobody.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Clients_WhileAHubsLineStandsStill_AreCountedAllTheSame()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        using var stream = await ApiEventStream.OpenAsync(host.Http, Hall);
        await stream.UntilAsync("topic");
        var hub = host.Service<SubscriptionRegistry>().Hubs.ShouldHaveSingleItem();
        using var held = new ManualResetEventSlim();
        using var done = new ManualResetEventSlim();
        var standing = new Thread(() =>
        {
            using (hub.Stream.Enter())
            {
                held.Set();
                done.Wait();
            }
        });
        standing.Start();
        held.Wait();
        try
        {
            (await ListAsync(host)).ShouldHaveSingleItem()["topics"]!.GetValue<int>().ShouldBe(1);
        }
        finally
        {
            done.Set();
            standing.Join();
        }
    }

    private static async Task<JsonObject[]> ListAsync(GatewayHost host) => [.. (await host.Http.GetFromJsonAsync<JsonArray>("/api/clients").Soon())!.Select(static row => row!.AsObject())];

    private static string Id(JsonObject client) => client["id"]!.GetValue<string>();
}
