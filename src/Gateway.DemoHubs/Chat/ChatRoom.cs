using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.SocketIO;
using Gateway.DemoHubs.SocketIO.Packets;
using Gateway.DemoHubs.Wire;
using Microsoft.AspNetCore.Http;

namespace Gateway.DemoHubs.Chat;

/// <summary>The room behind both namespaces: its history, its people, and what clients may ask.</summary>
internal sealed class ChatRoom : ISocketIOHub
{
    private const int HistoryLength = 100;
    private const string Guarded = "/chat";

    private static readonly string[] Namespaces = ["/", Guarded];

    private readonly SocketIOServer _server;
    private readonly ChatLife _life;
    private readonly Queue<string> _history = new();
    private long _lastId;
    private long _guests;
    private long _ticks;

    public ChatRoom(SocketIOServer server, int seed)
    {
        _server = server;
        _life = new ChatLife(this, seed);
    }

    public JoinAnswer Join(SocketIOJoin join) => join.Namespace switch
    {
        "/" => JoinAnswer.Accepted,
        Guarded => WireJson.IsString(join.Auth?["token"]) && _server.Credentials.Accepts(join.Auth!["token"]!.GetValue<string>())
            ? JoinAnswer.Accepted
            : JoinAnswer.Refused("not authorized"),
        _ => JoinAnswer.UnknownNamespace,
    };

    public void Joined(SocketIOSocket socket) => socket.Connection.State ??= $"Guest {++_guests}";

    public void Left(SocketIOSocket socket)
    {
        // A guest comes and goes without a word.
    }

    public string CommandOf(SocketIOEvent @event) => @event.Name;

    public void Handle(SocketIOEvent @event)
    {
        switch (@event.Name)
        {
            case "message":
                TakeMessage(@event);
                break;
            case "picture":
                TakePicture(@event);
                break;
            case "typing" when @event.Argument(0)?.GetValueKind() is JsonValueKind.True or JsonValueKind.False:
                @event.Acknowledge("null");
                Type(NameOf(@event.Socket), @event.Argument(0)!.GetValue<bool>());
                break;
            case "history":
                var limit = @event.Argument(0) is JsonObject options && options["limit"] is JsonValue given && given.TryGetValue(out int asked) ? asked : HistoryLength;
                @event.Acknowledge("null", "[" + string.Join(',', _history.TakeLast(Math.Max(0, limit))) + "]");
                break;
            case "whoami":
                @event.Acknowledge("null", Describe(@event.Socket));
                break;
            case "fail":
                Refuse(@event, "failed", "This never works");
                break;
            default:
                break;
        }
    }

    public void Step()
    {
        Emit("tick", SocketData.Of($$"""{"n":{{++_ticks}},"time":{{Now()}}}"""));
        _life.Step();
    }

    public Task HttpAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    public void Emit(string @event, SocketData data)
    {
        foreach (var name in Namespaces)
            _server.Emit(name, @event, data);
    }

    public long Say(string from, string text)
    {
        var message = Write(from, text);
        Emit("message", SocketData.Of(message));
        return _lastId;
    }

    public void Show(string from, ReadOnlyMemory<byte> bytes) => Show(++_lastId, from, bytes);

    public void Type(string from, bool isTyping) => Emit("typing", SocketData.Of(WireJson.Quote(from), isTyping ? "true" : "false"));

    public void ComeOrGo(string name, bool comes, int people) =>
        Emit(comes ? "joined" : "left", SocketData.Of($$"""{"name":{{WireJson.Quote(name)}},"people":{{people}}}"""));

    private static string NameOf(SocketIOSocket socket) => (string)socket.Connection.State!;

    private static void Refuse(SocketIOEvent @event, string id, string message) =>
        @event.Acknowledge($$$"""{"error":{"id":"{{{id}}}","message":"{{{message}}}"}}""");

    private void TakeMessage(SocketIOEvent @event)
    {
        var text = @event.Argument(0) is JsonObject fields ? fields["text"] : @event.Argument(0);
        if (!WireJson.IsString(text) || text!.GetValue<string>().Length == 0)
        {
            Refuse(@event, "invalid", "A message needs a text");
            return;
        }

        // First the answer, then the news for everyone.
        var message = Write(NameOf(@event.Socket), text.GetValue<string>());
        @event.Acknowledge("null", message);
        Emit("message", SocketData.Of(message));
    }

    private void TakePicture(SocketIOEvent @event)
    {
        if (@event.Attachments is not [var bytes])
        {
            Refuse(@event, "invalid", "A picture needs its bytes");
            return;
        }

        var id = ++_lastId;
        @event.Acknowledge("null", $$"""{"id":{{id}},"bytes":{{bytes.Length}}}""");
        Show(id, NameOf(@event.Socket), bytes);
    }

    private void Show(long id, string from, ReadOnlyMemory<byte> bytes) => Emit("picture", new SocketData(
        [$$"""{"id":{{id}},"from":{{WireJson.Quote(from)}},"data":{{SocketData.Placeholder(0)}}}"""], [bytes]));

    private string Write(string from, string text)
    {
        var message = $$"""{"id":{{++_lastId}},"from":{{WireJson.Quote(from)}},"text":{{WireJson.Quote(text)}},"time":{{Now()}}}""";
        _history.Enqueue(message);
        if (_history.Count > HistoryLength)
            _history.Dequeue();
        return message;
    }

    private string Describe(SocketIOSocket socket)
    {
        var engine = socket.Connection.Engine;
        var query = string.Join(',', socket.Join.Request.Query.Select(pair =>
            WireJson.Quote(pair.Key) + ":" + WireJson.Quote(pair.Key is "token" or "auth" ? "<TOKEN>" : _server.Credentials.Mask(pair.Value))));
        return $$"""{"id":"{{socket.Sid}}","name":{{WireJson.Quote(NameOf(socket))}},"namespace":"{{socket.Namespace}}",""" +
            $$$"""
            "transport":"{{{engine.Transport}}}","eio":{{{engine.Revision}}},"query":{{{{query}}}}}
            """;
    }

    private string Now() => _server.Engine.Time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
