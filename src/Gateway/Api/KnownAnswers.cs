using System.Text.Json;
using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Delivery;
using Gateway.Diagnostics;
using Gateway.Events;
using Gateway.Settings;
using Gateway.Subscriptions;

namespace Gateway.Api;

/// <summary>One good answer of each operation, for the API description; made of the records that the API itself answers with.</summary>
internal static class KnownAnswers
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly HubStatus Home = new(
        "home", "HomeAssistant", HubState.Online, Noon, null, null, "2023.11.3", new TopicCounts(2, 0, 0), 12, 3.4, Noon.AddMinutes(5), 1, 1.8, new CommandLimits(20, 40, 38, 0, null));

    private static readonly EventBody Hall = new(
        "home", "entities/light.hall", "changed", "5f3a90c1:1042", Noon,
        new RawJson("""
            {"entity_id":"light.hall","state":"on","attributes":{"brightness":180,"friendly_name":"Hall Light"},"last_changed":"2026-11-21T12:00:00+00:00","last_updated":"2026-11-21T12:00:00+00:00"}
            """u8.ToArray()),
        Snapshot: true);

    private static readonly SubscriptionInfo[] Registry =
    [
        new("entities/*", "entities", SubscriptionState.Live, 12, Noon, Noon.AddMinutes(5), null) { Holders = ["9f2c41d07be35a68", "04be6a1f9d3c7752"] },
        new("my_event", "events:my_event", SubscriptionState.Failed, 1, Noon, null, "unauthorized: Unauthorized"),
    ];

    private static readonly HubDiagnosis Refused = new(
        "home", "HomeAssistant", "http://homeassistant.local:8123", Noon, DiagnosisVerdict.Failed,
        [
            new("dns", DiagnosisVerdict.Ok, 1.2, "homeassistant.local is 192.168.1.20."),
            new("tcp", DiagnosisVerdict.Ok, 0.9, "192.168.1.20:8123 accepts connections (0.8 ms)."),
            new("tls", DiagnosisVerdict.Skipped, 0, "'Url' is an http address, without TLS."),
            new("http", DiagnosisVerdict.Ok, 6.1, "GET /manifest.json answered HTTP 200; it is Home Assistant."),
            new("upgrade", DiagnosisVerdict.Ok, 4.4, "A WebSocket opens at /api/websocket."),
            new("auth", DiagnosisVerdict.Failed, 5.0, "Home Assistant refused the token.", "Create a new long-lived access token in Home Assistant under your profile, Security, and put it into 'Token'."),
            new("first-event", DiagnosisVerdict.Skipped, 0, "Step 'auth' did not succeed."),
        ],
        "Create a new long-lived access token in Home Assistant under your profile, Security, and put it into 'Token'.");

    private static readonly HubSettingsAnswer Saved = new(
        "home", "HomeAssistant", HubSettingsAnswer.OfPage, new SortedDictionary<string, object>(StringComparer.Ordinal) { ["Url"] = "http://homeassistant.local:8123" }, ["Token"]);

    private static readonly KindSchema Kind = new(
        "HomeAssistant", "Home Assistant", "A Home Assistant of 2022.9 or later, by its WebSocket API.",
        [
            new("Url", OptionType.Url, "Address", "Where the gateway reaches the hub, such as http://homeassistant.local:8123.") { Required = true },
            new("Token", OptionType.Text, "Long-lived access token", "It is kept encrypted, and never shown again.") { Required = true, Secret = true },
        ])
    {
        Credential = new("Token", "Long-lived access token", ["Open Home Assistant in a browser, and sign in.", "Click 'Create token', and copy the token."]),
    };

    private static readonly Dictionary<string, JsonElement> Form = new(StringComparer.Ordinal)
    {
        ["Url"] = JsonSerializer.SerializeToElement("http://homeassistant.local:8123"),
        ["Token"] = JsonSerializer.SerializeToElement("eyJhbGciOi…"),
    };

    private static readonly ClientAnswer Tablet = new("9f2c41d07be35a68", "SignalR", "wall tablet", Hub: null, Noon, 3, [new ClientHubAnswer("home", 2), new ClientHubAnswer("homey", 1)])
    {
        Delivered = 4_211,
        EventsPerSecond = 3.4,
    };

    private static readonly CommandRequest TurnOn = new(
        "call_service", new RawJson("""{"domain":"light","service":"turn_on","target":{"entity_id":"light.hall"}}"""u8.ToArray()), 10_000, null, null);

    private static readonly LogLevelAnswer Debugging = new("Gateway.Upstreams", "Debug", Noon.AddMinutes(10));

    private static readonly CommandOutcome Context = CommandOutcome.Ok("""{"context":{"id":"01HFK3T1E5X3W0S8C6J5T1WQ2N","parent_id":null,"user_id":null}}"""u8.ToArray());

    /// <summary>By operation id and status.</summary>
    public static IReadOnlyDictionary<(string Operation, string Status), object> All { get; } = new Dictionary<(string, string), object>
    {
        [("ListHubs", "200")] = new[] { Home },
        [("GetHub", "200")] = Home,
        [("ListSubscriptions", "200")] = Registry,
        [("Diagnose", "200")] = Refused,
        [("ListKinds", "200")] = new[] { Kind },
        [("GetHubSettings", "200")] = Saved,
        [("PutHubSettings", "200")] = Saved,
        [("RemoveHubSettings", "200")] = new HubRemovedAnswer("home", "It is saved, and counts when this is mended: Gateway:Hubs:attic:Kind: 'Homie' is none of HomeAssistant, Homey, Deconz, Pryv, SocketIO."),
        [("TestKind", "200")] = Refused,
        [("PairKind", "200")] = new PairAnswer(PairAnswer.IsWaiting, "The gateway is locked. In the Phoscon app: Menu, Settings, Gateway, Advanced, Authenticate app."),
        [("GetSupport", "200")] = new SupportBundle(
            "1.0.0", ".NET 10.0.0", "Linux, X64, 4 processors", Noon, 86_400, new SupportProcess(96_000_000, 18_000_000, 24, 61),
            new SortedDictionary<string, string>(StringComparer.Ordinal) { ["Gateway:Hubs:home:Token"] = "***", ["Gateway:Hubs:home:Url"] = "http://homeassistant.local:8123" },
            [new SupportHub(Home, Registry, Refused)], new SortedDictionary<string, int>(StringComparer.Ordinal) { ["SignalR"] = 11, ["SSE"] = 1 }, new ClientOptions(),
            [new LogRingLine(Noon, "Information", "Gateway.Upstreams.UpstreamWorker", "Hub home is connected.")], ["gateway_hub_online{hub=\"home\",kind=\"HomeAssistant\"} 1"]),
        [("GetState", "200")] = new[] { Hall },
        [("StreamEvents", "200")] = "event: topic\ndata: {\"hub\":\"home\",\"topic\":\"my_event\",\"state\":\"live\",\"cursor\":\"5f3a90c1:1042\"}\n\n"
            + "event: event\ndata: {\"hub\":\"home\",\"topic\":\"my_event\",\"name\":\"my_event\",\"cursor\":\"5f3a90c1:1043\",\"time\":\"2026-11-21T12:00:00Z\",\"data\":{}}\nid: 5f3a90c1:1043\n\n",
        [("SendCommand", "200")] = CommandAnswer.From(Context with { Elapsed = TimeSpan.FromMilliseconds(2.4) }),
        [("SendCommand", "202")] = CommandAnswer.From(CommandOutcome.Sent with { Elapsed = TimeSpan.FromMilliseconds(0.2) }),
        [("GetAccess", "200")] = new AccessAnswer("wall tablet", ["read:home/entities/light.*", "command:home/call_service"], Noon.AddYears(1), KeyNeeded: true, AllowAnonymous: false),
        [("GetTicket", "200")] = new TicketAnswer("gwt_Q2ZESjhB…", 300),
        [("SendCommands", "200")] = new[]
        {
            CommandAnswer.From(Context with { Elapsed = TimeSpan.FromMilliseconds(2.4), Confirmed = new CommandConfirmed(Ok: true, Ms: 18.2) }),
            CommandAnswer.From(CommandOutcome.Timeout(TimeSpan.FromSeconds(10)) with { Elapsed = TimeSpan.FromSeconds(10), IsReplay = true }),
            CommandAnswer.From(CommandOutcome.Limited("The hub takes 20 commands per second.", TimeSpan.FromSeconds(1))),
        },
        [("ListAlarms", "200")] = new[] { new AlarmAnswer("hub-away", "home", Noon, "The hub has been away for more than 5 minutes; it is tried again and again. No route to host.") },
        [("CheckHub", "200")] = new HubHealth("home", HubState.Online, Noon, Reason: null),
        [("ListClients", "200")] = new[]
        {
            Tablet,
            new ClientAnswer("04be6a1f9d3c7752", "SSE", Key: null, "home", Noon.AddMinutes(2), 1, [new ClientHubAnswer("home", 1)])
            {
                Queued = 256,
                QueuedBytes = 91_392,
                Delivered = 1_020,
                Conflated = 318,
                Dropped = 2,
                EventsPerSecond = 0.8,
            },
        },
        [("GetClient", "200")] = Tablet with { Held = [new ClientTopicAnswer("home", "entities/*"), new ClientTopicAnswer("home", "state_changed"), new ClientTopicAnswer("homey", "devices/*")] },
        [("ListLimits", "200")] = new[] { new LimitsAnswer("home", 20, 40, 38, 2, 0, Busy: null, new CommandOutcomes(412, 3, 7, 1, 0, 2, 0, 12, 0)) },
        [("DiscoverHubs", "200")] = new DiscoveryAnswer(Enabled: true, Noon, [new DiscoveredHub("HomeAssistant", "Home", "http://homeassistant.local:8123", "mdns", Configured: true, "2023.11.3"), new DiscoveredHub("Deconz", "deCONZ 00212EFFFF03FFC9", "http://192.168.1.202", "deconz", Configured: false, Version: null)]),
        [("GetAbout", "200")] = new AboutAnswer(ProductVersion.Name, "0.1.0", ".NET 10.0.0", Noon, Demo: false),
        [("ListLogLevels", "200")] = new[] { Debugging },
        [("SetLogLevel", "200")] = new[] { Debugging },
        [("Live", "200")] = "live",
        [("Metrics", "200")] = "# HELP gateway_hub_online 1 while the hub is online, all of its topics accepted.\n# TYPE gateway_hub_online gauge\ngateway_hub_online{hub=\"home\",kind=\"HomeAssistant\"} 1\n",
        [("Ready", "200")] = "ready",
    };

    /// <summary>The body to send, by operation id.</summary>
    public static IReadOnlyDictionary<string, object> Requests { get; } = new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["SendCommand"] = TurnOn,
        ["SendCommands"] = new[]
        {
            TurnOn with { Confirm = new CommandConfirmRequest("entities/light.hall", 5_000) },
            TurnOn with { IdempotencyKey = "0d1f8a52-6f3c-4c0e-9d0c-2f6f0f5f8b11" },
            new CommandRequest("get_config", null, null, null, null),
        },
        ["PutHubSettings"] = new HubSettingsRequest("HomeAssistant", Form, null),
        ["TestKind"] = new KindTestRequest("home", Form, null),
        ["PairKind"] = new KindPairRequest(new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["Url"] = JsonSerializer.SerializeToElement("http://192.168.1.202") }),
        ["SetLogLevel"] = new LogLevelRequest("Gateway.Upstreams", "Debug", 10),
        ["WriteRaw"] = "42[\"add user\",\"John\"]",
    };
}
