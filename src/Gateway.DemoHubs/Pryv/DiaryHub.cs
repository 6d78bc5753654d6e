using Gateway.DemoHubs.Pryv.Account;
using Gateway.DemoHubs.Pryv.Methods;
using Gateway.DemoHubs.SocketIO;
using Gateway.DemoHubs.SocketIO.Packets;
using Gateway.DemoHubs.Wire;
using Microsoft.AspNetCore.Http;

namespace Gateway.DemoHubs.Pryv;

/// <summary>
/// The server's side of the sockets, as strict as Open Pryv.io: the token in the upgrade's query alone, calls of exactly name, parameters and ack,
/// notifications before the answer of the call which caused them.
/// </summary>
internal sealed class DiaryHub : ISocketIOHub
{
    private readonly SocketIOServer _server;
    private readonly DiaryDemoHubOptions _options;
    private readonly DiaryHttp _http;
    private readonly LivingDiary _life;
    private string? _broadcast;

    public DiaryHub(SocketIOServer server, DiaryDemoHubOptions options)
    {
        _server = server;
        _options = options;
        Account = new DiaryAccount(options, server.Credentials, server.Engine.Time) { Notify = Notify, Revoked = PutOut };
        Methods = new MethodTable(Account, options.MaxResults);
        _http = new DiaryHttp(server, this, options);
        _life = new LivingDiary(Account, options.Seed);
    }

    public DiaryAccount Account { get; }

    public MethodTable Methods { get; }

    public SocketScopes Scopes { get; } = new();

    /// <summary>Where the account lives, when it is not here.</summary>
    public Uri? Core { get; set; }

    public JoinAnswer Join(SocketIOJoin join)
    {
        if (join.Namespace is "/")
            return JoinAnswer.Accepted;

        // The echo of whatever was asked for is the real server's, token and all.
        var name = join.Namespace.TrimEnd('/');
        if (Core is not null || !string.Equals(name[(name.LastIndexOf('/') + 1)..], Account.User, StringComparison.Ordinal))
            return JoinAnswer.Refused($"Invalid resource \"{join.Namespace}\".");
        if (!join.Request.Query.TryGetValue("auth", out var token) || token.Length == 0)
            return JoinAnswer.Refused("Missing 'auth' parameter with a valid access token.");
        if (Account.Find(token) is null)
            return JoinAnswer.Refused(DiaryError.UnknownToken.Message, "null");

        // Notifications go to the first name the server was asked for, whoever comes by another.
        _broadcast ??= join.Namespace;
        return JoinAnswer.Accepted;
    }

    public void Joined(SocketIOSocket socket)
    {
        // Nothing is told on entering.
    }

    public void Left(SocketIOSocket socket) => Scopes.Forget(socket);

    public string CommandOf(SocketIOEvent @event) => @event.Name;

    public void Handle(SocketIOEvent @event)
    {
        if (@event.Socket.Namespace is "/" || !@event.WantsAck || @event.Arguments.Count != 1 || AccessOf(@event.Socket) is not { } access)
            return;
        if (_options.HasScopes && Scopes.Call(@event.Socket, @event.Name, @event.Argument(0)) is { } scopes)
        {
            @event.Acknowledge("null", scopes);
            return;
        }

        var answer = Methods.Call(@event.Name, @event.Argument(0), access);
        var json = answer.ToJson(_options.ApiVersion, Account.Clock.Now);
        if (answer.Error is null)
            @event.Acknowledge("null", json);
        else
            @event.Acknowledge(json);
    }

    public void Step() => _life.Step();

    public Task HttpAsync(HttpContext context) => _http.AnswerAsync(context);

    /// <summary>To every connection of the account, one message for each change.</summary>
    public void Notify(string name, string? payload)
    {
        if (_broadcast is null)
            return;
        _server.Emit(_broadcast, name, payload is null ? SocketData.Of() : SocketData.Of(payload), socket => name is "accessUpdated" || !Scopes.Has(socket));
        var kind = name.Replace("Changed", "", StringComparison.Ordinal);
        foreach (var socket in _server.Sockets(_broadcast).ToArray())
        {
            if (Scopes.KeysOf(socket, kind) is { Count: > 0 } keys)
                socket.Emit("notificationsChanged", $$"""{"keys":[{{string.Join(',', keys.Select(WireJson.Quote))}}]}""");
        }
    }

    private DiaryAccess? AccessOf(SocketIOSocket socket) => Account.Find(socket.Join.Request.Query.GetValueOrDefault("auth"));

    /// <summary>The transport stays open, and silent.</summary>
    private void PutOut(string token)
    {
        foreach (var socket in _server.Connections.SelectMany(static connection => connection.Sockets).Where(static socket => socket.Namespace is not "/").ToArray())
        {
            if (string.Equals(socket.Join.Request.Query.GetValueOrDefault("auth"), token, StringComparison.Ordinal))
                socket.Disconnect();
        }
    }
}
