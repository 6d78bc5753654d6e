using System.Text.Json.Nodes;
using Gateway.Configuration;

namespace Gateway.Api.AsyncApi;

/// <summary>
/// AsyncAPI 3.0 of the two live faces, made of the records that the messages themselves are made of. All of it but where the gateway
/// stands is made once.
/// </summary>
internal sealed class AsyncApiDocument
{
    private const string Live = "live";
    private const string Events = "events";

    private readonly Lazy<JsonObject> _document = new(Make);

    /// <summary>As a client at this address sees it.</summary>
    /// <param name="host">Host and port.</param>
    /// <param name="isSecure">Whether by TLS.</param>
    /// <param name="basePath">Where the gateway begins, behind a proxy; else empty.</param>
    public JsonObject At(string host, bool isSecure, string basePath)
    {
        var document = _document.Value.DeepClone().AsObject();
        document["servers"] = new JsonObject
        {
            [Live] = Server(isSecure ? "wss" : "ws", "SignalR over WebSockets; other transports are negotiated at /live/negotiate."),
            [Events] = Server(isSecure ? "https" : "http", "Server-Sent Events."),
        };
        return document;

        JsonObject Server(string protocol, string words)
        {
            var server = new JsonObject { ["host"] = host, ["protocol"] = protocol, ["description"] = words, ["security"] = new JsonArray(Reference("components/securitySchemes/key")) };
            if (basePath.Length > 0)
            {
                server["pathname"] = basePath;
            }

            return server;
        }
    }

    private static JsonObject Make()
    {
        var schemas = new AsyncApiSchemas();
        AsyncApiMessage[] calls = [.. AsyncApiMessage.Calls.SelectMany(static pair => new[] { pair.Call, pair.Answer })];
        AsyncApiMessage[] all = [.. AsyncApiMessage.Sent, .. calls];
        return new JsonObject
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = ProductVersion.Name,
                ["version"] = ProductVersion.Short,
                ["description"] = "What hubs tell, live. Requests and answers are described by OpenAPI at /swagger/v1/swagger.json.",
            },
            ["defaultContentType"] = "application/json",
            ["servers"] = new JsonObject(),
            ["channels"] = new JsonObject
            {
                [Live] = Channel(Live, "/live", all,
                    "SignalR with its JSON protocol: one text frame holds one or more records, each ended by the byte 0x1E. What the gateway sends is an invocation "
                    + "whose target is the message's name and whose only argument is the message; what a client calls is an invocation of the method that the message is named "
                    + "as, with the message as its only argument, and its answer the completion's result."),
                [Events] = EventStream(),
            },
            ["operations"] = Operations(),
            ["components"] = new JsonObject
            {
                ["messages"] = Members(all, static message => message.Name, static message => Message(message)),
                ["schemas"] = Members(all, static message => message.Name, message => schemas.Of(message.Payload)),
                ["securitySchemes"] = new JsonObject
                {
                    ["key"] = new JsonObject
                    {
                        ["type"] = "http",
                        ["scheme"] = "bearer",
                        ["description"] = "An access key, gw_…, or a ticket (POST /api/ticket); a ticket may also stand in the address, as access_token. Not needed as long as the gateway has no keys.",
                    },
                },
            },
        };
    }

    private static JsonObject EventStream()
    {
        var channel = Channel(Events, "/api/hubs/{hub}/events", AsyncApiMessage.Sent,
            "Server-Sent Events of one hub: 'event' is the message's name, 'data' the message, 'id' its cursor, where a client may resume from it with 'Last-Event-ID'. The query names the topics: ?topic=entities/light.*&topic=state_changed");
        channel["parameters"] = new JsonObject { ["hub"] = new JsonObject { ["description"] = "The hub's id." } };
        return channel;
    }

    private static JsonObject Operations()
    {
        var operations = new JsonObject();
        foreach (var message in AsyncApiMessage.Sent)
        {
            operations[$"send-{message.Name}"] = Operation("send", Live, [message]);
            operations[$"stream-{message.Name}"] = Operation("send", Events, [message]);
        }

        foreach (var (call, answer) in AsyncApiMessage.Calls)
        {
            var operation = Operation("receive", Live, [call]);
            operation["summary"] = call.Summary;
            operation["reply"] = new JsonObject { ["channel"] = Reference($"channels/{Live}"), ["messages"] = References(Live, [answer]) };
            operations[call.Name] = operation;
        }

        return operations;
    }

    private static JsonObject Operation(string action, string channel, AsyncApiMessage[] messages) =>
        new() { ["action"] = action, ["channel"] = Reference($"channels/{channel}"), ["messages"] = References(channel, messages) };

    private static JsonObject Channel(string server, string address, IReadOnlyList<AsyncApiMessage> messages, string words) => new()
    {
        ["address"] = address,
        ["description"] = words,
        ["servers"] = new JsonArray(Reference($"servers/{server}")),
        ["messages"] = Members(messages, static message => message.Name, static message => Reference($"components/messages/{message.Name}")),
    };

    private static JsonObject Message(AsyncApiMessage message) => new()
    {
        ["name"] = message.Name,
        ["summary"] = message.Summary,
        ["contentType"] = "application/json",
        ["payload"] = Reference($"components/schemas/{message.Name}"),
    };

    private static JsonArray References(string channel, AsyncApiMessage[] messages) => [.. messages.Select(message => Reference($"channels/{channel}/messages/{message.Name}"))];

    private static JsonObject Reference(string path) => new() { ["$ref"] = $"#/{path}" };

    private static JsonObject Members(IEnumerable<AsyncApiMessage> messages, Func<AsyncApiMessage, string> name, Func<AsyncApiMessage, JsonNode> value) =>
        new(messages.Select(message => KeyValuePair.Create(name(message), (JsonNode?)value(message))));
}
