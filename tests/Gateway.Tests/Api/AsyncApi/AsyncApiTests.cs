using System.Reflection;
using System.Text.Json.Nodes;
using Gateway.Api;
using Gateway.Delivery;
using Gateway.Events;
using Gateway.Tests.Access;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Api.AsyncApi;

/// <summary>The AsyncAPI document against what really goes over the live faces.</summary>
public sealed class AsyncApiTests
{
    private static readonly string[] Targets =
    [
        .. typeof(MessageTarget).GetFields(BindingFlags.Public | BindingFlags.Static).Select(static field => field.GetValue(null)).OfType<MessageTarget>()
            .Where(static target => target != MessageTarget.Heartbeat).Select(static target => target.Name),
    ];

    [Fact]
    public async Task Document_References_AllLeadSomewhere()
    {
        await using var host = await GatewayHost.StartAsync();
        var document = await ReadAsync(host);
        var check = new SchemaCheck(document);

        string[] references = [.. References(document)];

        references.Length.ShouldBeGreaterThan(50);
        foreach (var reference in references)
        {
            check.Resolve(reference).ShouldNotBeNull(reference);
        }
    }

    [Fact]
    public async Task Document_HasEveryMessageAndEveryCall()
    {
        await using var host = await GatewayHost.StartAsync();
        var document = await ReadAsync(host);
        document["asyncapi"]!.GetValue<string>().ShouldBe("3.0.0");
        document["info"]!["title"]!.GetValue<string>().ShouldBe("Gateway");
        document["info"]!["version"]!.GetValue<string>().ShouldMatch(@"^\d+\.\d+\.\d+$");
        document["servers"]!["live"]!["host"]!.GetValue<string>().ShouldBe(host.Url.Authority);
        document["servers"]!["live"]!["protocol"]!.GetValue<string>().ShouldBe("ws");
        var (live, events) = (document["channels"]!["live"]!, document["channels"]!["events"]!);
        live["address"]!.GetValue<string>().ShouldBe("/live");
        events["address"]!.GetValue<string>().ShouldBe("/api/hubs/{hub}/events");
        var calls = typeof(LiveHub).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(static method => method.Name).ToArray();

        Targets.ShouldBe(["event", "topic", "hub", "gap"]);
        Names(events["messages"]!).ShouldBe(Targets, ignoreOrder: true);
        Names(live["messages"]!).ShouldBe([.. Targets, .. calls, .. calls.Select(static call => call + "Answer")], ignoreOrder: true);
        Names(document["operations"]!).ShouldBe([.. Targets.Select(static target => "send-" + target), .. Targets.Select(static target => "stream-" + target), .. calls], ignoreOrder: true);
        foreach (var call in calls)
        {
            var operation = document["operations"]![call]!;
            operation["action"]!.GetValue<string>().ShouldBe("receive");
            operation["messages"]![0]!["$ref"]!.GetValue<string>().ShouldBe($"#/channels/live/messages/{call}");
            operation["reply"]!["messages"]![0]!["$ref"]!.GetValue<string>().ShouldBe($"#/channels/live/messages/{call}Answer");
        }
    }

    [Fact]
    public async Task Schemas_OfMessagesAndAnswers_AreOfWhatIsOnTheWire()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        var check = await Checker.ReadAsync(host);
        await using var caller = await LiveCaller.OpenAsync(host, key: null);

        await AskAsync("Hubs", request: null);
        await AskAsync("Client", request: null);
        await AskAsync("Subscribe", """{"hub":"home","topics":["entities/light.*","nothing/like/it"],"maxRate":10}""");
        await caller.UntilToldAsync("event", static told => told["snapshot"] is not null);
        await AskAsync("Command", """{"hub":"home","name":"call_service","args":{"domain":"light","service":"turn_on","target":{"entity_id":"light.hall"}},"confirm":{"topic":"entities/light.hall"},"idempotencyKey":"a","timeoutMs":5000}""");
        await AskAsync("Command", """{"hub":"home","name":"no_such_command","expiresAt":"2099-01-01T00:00:00Z","wait":true}""");
        await AskAsync("Unsubscribe", """{"hub":"home","topics":["entities/light.*"]}""");
        await caller.UntilToldAsync("event", static told => told["snapshot"] is null);
        await host.Home.KillAsync();
        await caller.UntilToldAsync("hub", static told => told["reason"] is not null);

        foreach (var (target, body) in caller.Told)
        {
            check.Holds(target, body);
        }

        caller.Told.Select(static told => told.Target).Distinct(StringComparer.Ordinal).ShouldBe(["event", "topic", "hub"], ignoreOrder: true);

        async Task AskAsync(string method, string? request)
        {
            if (request is not null)
            {
                check.Holds(method, JsonNode.Parse(request));
            }

            var completion = await caller.CallAsync(method, request is null ? [] : [JsonNode.Parse(request)!]);
            check.Holds(method + "Answer", completion["result"]);
        }
    }

    [Fact]
    public async Task Schemas_OfAStreamAndOfAGap_AreOfWhatIsOnTheWire()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        var check = await Checker.ReadAsync(host);
        using var stream = await ApiEventStream.OpenAsync(host.Http, "/api/hubs/home/events?topic=entities/light.*");

        for (var isLive = false; !isLive;)
        {
            var record = await stream.NextAsync();
            check.Holds(record.Name!, record.Json);
            isLive = record.Name is "topic" && record.Text("state") is "live";
        }

        check.Holds("gap", SharedMessage.Create(MessageTarget.Gap, new Gap("home", 3, 1, 200), DeliveryJson.Default.Gap).Json());
    }

    [Theory]
    [InlineData("""{"hub":"home","topic":"a","state":"live"}""", "lacks cursor")]
    [InlineData("""{"hub":"home","topic":"a","state":"awake","cursor":"a:1"}""", "is none of")]
    [InlineData("""{"hub":7,"topic":"a","state":"live","cursor":"a:1"}""", "is no string")]
    [InlineData("""{"hub":"home","topic":"a","state":"live","cursor":"a:1","other":1}""", "is not described")]
    [InlineData("""{"hub":"home","topic":"a","state":"live","cursor":"a:1","recovered":null}""", "is no boolean")]
    public async Task Schemas_OfWhatIsNoTopicMessage_DoNotHold(string message, string fault)
    {
        await using var host = await GatewayHost.StartAsync();
        var check = await Checker.ReadAsync(host);

        check.Faults("topic", JsonNode.Parse(message)).ShouldHaveSingleItem().ShouldContain(fault);
    }

    [Fact]
    public async Task Schemas_HaveTheWordsOfTheSources()
    {
        await using var host = await GatewayHost.StartAsync();
        var document = await ReadAsync(host);

        var topic = document["components"]!["schemas"]!["topic"]!;
        topic["description"]!.GetValue<string>().ShouldBe("The topic message: a topic of this client changed state.");
        topic["properties"]!["cursor"]!["description"]!.GetValue<string>().ShouldBe("The stream's cursor at that moment.");
    }

    private static async Task<JsonNode> ReadAsync(GatewayHost host) => JsonNode.Parse(await host.Http.GetStringAsync("/asyncapi.json").Soon())!;

    private static IEnumerable<string> Names(JsonNode node) => node.AsObject().Select(static member => member.Key);

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(static member => member.Key is "$ref" ? [member.Value!.GetValue<string>()] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };

    private sealed class Checker(JsonNode document)
    {
        private readonly SchemaCheck _check = new(document);

        public static async Task<Checker> ReadAsync(GatewayHost host) => new(await AsyncApiTests.ReadAsync(host));

        public IEnumerable<string> Faults(string message, JsonNode? value) => _check.Faults(document["components"]!["messages"]![message]!["payload"]!, value);

        public void Holds(string message, JsonNode? value) => Faults(message, value).ShouldBeEmpty($"{message} {value?.ToJsonString()}");
    }
}
