using System.Text.Json.Nodes;
using Gateway.DemoHubs.SocketIO;
using Gateway.DemoHubs.SocketIO.Engine;
using Gateway.DemoHubs.SocketIO.Packets;
using Gateway.DemoHubs.Wire;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.DemoHubs.SocketIO;

internal sealed record EchoDemoHubOptions : SocketIODemoHubOptions
{
    public ServerGeneration Generation { get; init; } = ServerGeneration.V4;

    public bool Polling { get; init; } = true;
}

/// <summary>The smallest hub there can be: it gives back what it gets. <c>/secure</c> wants the token, the root refuses <c>token=bad</c>.</summary>
internal sealed class EchoDemoHub : SocketIODemoHub
{
    private EchoDemoHub(EchoDemoHubOptions options)
        : base(options, new EngineOptions { Generation = options.Generation, Polling = options.Polling }, static server => new Application(server))
    {
    }

    public override IReadOnlyList<string> ActiveSubscriptions =>
        Locked(() => Server.Connections.SelectMany(static connection => connection.Sockets).Select(static socket => socket.Namespace).ToArray());

    public static async Task<EchoDemoHub> StartAsync(EchoDemoHubOptions? options = null)
    {
        var hub = new EchoDemoHub(options ?? new EchoDemoHubOptions());
        await hub.ListenAsync(CancellationToken.None);
        return hub;
    }

    public void Emit(string name, string @event, params string[] items) => Locked(() => Server.Emit(name, @event, SocketData.Of(items)));

    public Task FloodAsync(int count, int bytes)
    {
        var padding = WireJson.Quote(new string('x', bytes));
        return FloodAsync(count, index => Server.Emit("/", "flood", SocketData.Of($"{index}", padding)));
    }

    private sealed class Application(SocketIOServer server) : ISocketIOHub
    {
        public JoinAnswer Join(SocketIOJoin join) => join.Namespace switch
        {
            "/" => join.Request.Query.GetValueOrDefault("token") is "bad" ? JoinAnswer.Refused("bad token", """{"code":401}""") : JoinAnswer.Accepted,
            "/chat" => JoinAnswer.Accepted,
            "/secure" => server.Credentials.Accepts(join.Auth?["token"]?.ToString() ?? join.Query.GetValueOrDefault("token"))
                ? JoinAnswer.Accepted
                : JoinAnswer.Refused("not authorized"),
            _ => JoinAnswer.UnknownNamespace,
        };

        public void Joined(SocketIOSocket socket) => socket.Connection.State = socket.Namespace;

        public void Handle(SocketIOEvent @event)
        {
            switch (@event.Name)
            {
                case "echo":
                    @event.Socket.Emit("echo", new SocketData([.. @event.Arguments.Select(WireJson.Text)], @event.Attachments));
                    break;
                case "ack":
                    var got = new JsonArray([.. @event.Arguments.Select(static argument => argument?.DeepClone())]);
                    @event.Acknowledge(new SocketData(["null", $$"""{"got":{{WireJson.Text(got)}}}"""], @event.Attachments));
                    break;
                case "askme":
                    @event.Socket.Ask("question", SocketData.Of("""{"n":1}"""), answer => @event.Socket.Emit("answered", [.. answer.Select(WireJson.Text)]));
                    break;
                case "kick":
                    @event.Socket.Disconnect();
                    break;
                case "kickclose":
                    @event.Socket.Disconnect();
                    @event.Socket.Connection.Close();
                    break;
                default:
                    break;
            }
        }

        public void Left(SocketIOSocket socket) => server.Emit("/", "left", SocketData.Of(WireJson.Quote(socket.Namespace)));

        public string CommandOf(SocketIOEvent @event) => @event.Name;

        public void Step() => server.Emit("/", "tick", SocketData.Of());

        public Task HttpAsync(HttpContext context)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }
    }
}
