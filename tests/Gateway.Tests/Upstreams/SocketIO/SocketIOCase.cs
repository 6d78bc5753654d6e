using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Tests.Fakes;
using Gateway.Tests.Upstreams.SocketIO.Servers;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>One case on one server by one transport: opens connections, and closes them and its own server at the end.</summary>
internal sealed class SocketIOCase(SocketIOServerKind kind, SocketIOTransport transport, SocketIOServers servers) : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _owned = [];

    public SocketIOServerKind Kind => kind;

    public SocketIOTransport Transport => transport;

    public bool IsLegacy => kind == SocketIOServerKind.V0;

    /// <summary>Whether the client asks for Engine.IO 3: so it does of the server which takes both, to test that.</summary>
    public bool IsEngine3 => kind is SocketIOServerKind.V1 or SocketIOServerKind.V2 or SocketIOServerKind.V4AllowEio3;

    /// <summary>The server; the shared one unless <see cref="StartOwnAsync"/> was called.</summary>
    public SocketIOServer Server { get; private set; } = null!;

    public async Task<SocketIOCase> StartAsync()
    {
        Server = await servers.GetAsync(kind);
        return this;
    }

    /// <summary>A server of this case's own, to be ended or frozen; or with other pings.</summary>
    public async Task StartOwnAsync(params string[] more)
    {
        Server = await SocketIOServer.StartAsync(kind, more);
        _owned.Insert(0, Server);
    }

    /// <summary>The same with https and wss.</summary>
    public async Task StartTlsAsync(X509Certificate2 certificate)
    {
        Server = await SocketIOServer.StartTlsAsync(kind, certificate);
        _owned.Insert(0, Server);
    }

    public SocketIOOptions Options() => new(Server.Url, new TlsOptions(null, null))
    {
        Version = kind == SocketIOServerKind.V4AllowEio3 ? SocketIOVersion.V2 : (SocketIOVersion)(int)kind,
        Transport = transport,
    };

    public Task<(SocketIOConnection Connection, RecordingReceiver Receiver)> OpenAsync() => OpenAsync(Options());

    public async Task<(SocketIOConnection Connection, RecordingReceiver Receiver)> OpenAsync(SocketIOOptions options)
    {
        var receiver = new RecordingReceiver();
        var opening = await TryOpenAsync(options, receiver);
        opening.Reason.ShouldBeNull();
        return (opening.Connection!, receiver);
    }

    public async Task<SocketIOOpening> TryOpenAsync(SocketIOOptions options, RecordingReceiver? receiver = null)
    {
        var dialer = new SocketIODialer(options, TimeProvider.System, NullLogger.Instance);
        var opening = await dialer.OpenAsync(receiver ?? new RecordingReceiver(), CancellationToken.None).Soon();
        if (opening.Connection is { } connection)
        {
            _owned.Add(connection);
        }

        return opening;
    }

    /// <summary>Asks for an ack and returns its JSON array.</summary>
    public static async Task<string> AskAsync(SocketIOConnection connection, string name, string args = "[]", string space = "/")
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        var reply = await connection.SendAsync(SocketIORequest.Event(space, name, Encoding.UTF8.GetBytes(args)), limit.Token);
        reply.Kind.ShouldBe(UpstreamReplyKind.Yes);
        return Encoding.UTF8.GetString(reply.Json.Span);
    }

    public static async Task EmitAsync(SocketIOConnection connection, string name, string args = "[]", string space = "/")
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        var reply = await connection.SendAsync(SocketIORequest.Event(space, name, Encoding.UTF8.GetBytes(args), wantsAck: false), limit.Token);
        reply.Kind.ShouldBe(UpstreamReplyKind.Yes);
    }

    public async ValueTask DisposeAsync()
    {
        for (var index = _owned.Count - 1; index >= 0; index--)
        {
            await _owned[index].DisposeAsync();
        }
    }
}
