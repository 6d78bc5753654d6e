using System.Text.Json.Nodes;
using Gateway.DemoHubs.Homey.Api;
using Gateway.DemoHubs.Homey.Home;
using Gateway.DemoHubs.SocketIO;
using Gateway.DemoHubs.SocketIO.Packets;
using Gateway.DemoHubs.Wire;
using Microsoft.AspNetCore.Http;

namespace Gateway.DemoHubs.Homey;

/// <summary>Homey on its two doors: <c>handshakeClient</c> in the root namespace, everything else in the one it names; and HTTP.</summary>
internal sealed class HomeyApplication : ISocketIOHub
{
    private readonly SocketIOServer _server;
    private readonly HomeyDemoHubOptions _options;
    private readonly LivingHome _living;
    private readonly HomeyHttp _http;

    public HomeyApplication(SocketIOServer server, HomeyDemoHubOptions options)
    {
        _server = server;
        _options = options;
        Home = new HomeyHome(server.Engine.Time) { Emitted = Publish };
        _living = new LivingHome(Home, options.Seed);
        _http = new HomeyHttp(server, this, options);
    }

    public HomeyHome Home { get; }

    public HomeyFaults Faults { get; } = new();

    public static IReadOnlySet<string> SubscriptionsOf(SocketIOConnection connection) => StateOf(connection).Uris;

    public JoinAnswer Join(SocketIOJoin join)
    {
        if (join.Namespace is "/")
            return JoinAnswer.Accepted;
        if (!string.Equals(join.Namespace, _options.Namespace, StringComparison.Ordinal))
            return JoinAnswer.UnknownNamespace;
        return StateOf(join.Connection).HasShakenHands ? JoinAnswer.Accepted : JoinAnswer.Refused("Not authorized");
    }

    public void Joined(SocketIOSocket socket)
    {
        // Nothing comes before the first subscription.
    }

    public void Left(SocketIOSocket socket)
    {
        // Out of the namespace means a new handshake.
        if (socket.Namespace is not "/")
            socket.Connection.State = null;
    }

    public string CommandOf(SocketIOEvent @event) =>
        @event.Name is "api" && @event.Argument(0) is JsonObject call && WireJson.IsString(call["operation"]) ? call["operation"]!.GetValue<string>() : @event.Name;

    public void Handle(SocketIOEvent @event)
    {
        if (@event.Socket.Namespace is "/")
        {
            if (@event.Name is "handshakeClient")
                ShakeHands(@event);
            return;
        }

        switch (@event.Name)
        {
            case "subscribe":
                Subscribe(@event);
                break;
            case "unsubscribe" when WireJson.IsString(@event.Argument(0)):
                StateOf(@event.Socket.Connection).Uris.Remove(@event.Argument(0)!.GetValue<string>());
                @event.Acknowledge("null");
                break;
            case "api" when @event.Argument(0) is JsonObject call:
                var operation = OperationTable.Find(Text(call, "uri"), Text(call, "operation"));
                var answer = operation is null ? HomeyAnswer.NotFound("Operation") : Run(operation, call["args"] as JsonObject ?? []);
                @event.Acknowledge(answer.Items);
                break;
            default:
                break;
        }
    }

    public void Step() => _living.Step();

    public Task HttpAsync(HttpContext context) => _http.AnswerAsync(context);

    public HomeyAnswer Run(HomeyOperation operation, JsonObject arguments) =>
        Faults.Operations.GetValueOrDefault(operation.Name) ?? operation.Run(new HomeyCall(Home, _options.Version, arguments));

    private static HomeyClient StateOf(SocketIOConnection connection)
    {
        connection.State ??= new HomeyClient();
        return (HomeyClient)connection.State;
    }

    private static string? Text(JsonObject call, string name) => WireJson.IsString(call[name]) ? call[name]!.GetValue<string>() : null;

    private void ShakeHands(SocketIOEvent @event)
    {
        var credentials = @event.Argument(0) as JsonObject ?? [];
        if (Faults.Handshake is { } error)
        {
            @event.Acknowledge(error);
        }
        else if (!_server.Credentials.Accepts(Text(credentials, "token")))
        {
            @event.Acknowledge("""{"statusCode":401,"error":"invalid_token","error_description":"Invalid token"}""");
        }
        else if (!string.Equals(Text(credentials, "homeyId"), _options.HomeyId, StringComparison.Ordinal))
        {
            @event.Acknowledge("""{"statusCode":404,"error":"not_found","error_description":"Homey not found"}""");
        }
        else
        {
            StateOf(@event.Socket.Connection).HasShakenHands = true;
            @event.Acknowledge("null", $$"""{"namespace":{{WireJson.Quote(_options.Namespace)}}}""");
        }
    }

    private void Subscribe(SocketIOEvent @event)
    {
        var uri = WireJson.IsString(@event.Argument(0)) ? @event.Argument(0)!.GetValue<string>() : "";
        _server.Journal.Count("subscribe:" + uri);
        if (!uri.StartsWith("homey:", StringComparison.Ordinal))
        {
            @event.Acknowledge("\"invalid_uri\"");
            return;
        }

        if (Faults.Subscriptions.TryGetValue(uri, out var error))
        {
            @event.Acknowledge(error);
            return;
        }

        StateOf(@event.Socket.Connection).Uris.Add(uri);
        @event.Acknowledge("null");
    }

    private void Publish(string uri, string @event, string[] items) => _server.Emit(
        _options.Namespace, uri, SocketData.Of([WireJson.Quote(@event), .. items]), socket => SubscriptionsOf(socket.Connection).Contains(uri));

    private sealed class HomeyClient
    {
        public bool HasShakenHands { get; set; }

        public HashSet<string> Uris { get; } = new(StringComparer.Ordinal);
    }
}
