using Gateway.Tests.Fakes;
using Gateway.Tests.Upstreams.SocketIO.Servers;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>Forty clients that end in whatever state they are in: nothing stays on the server, nobody waits for ever.</summary>
public sealed class SocketIODisposeTests
{
    private const int Clients = 40;

    public static TheoryData<SocketIOServerKind, string> Everywhere { get; } = Make();

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task Dispose_ClientsInEveryState_LeaveNothing(SocketIOServerKind kind, string transport)
    {
        // Short pings: a session whose GET was cut while dialling is given up by the server after these.
        await using var server = await SocketIOServer.StartAsync(kind, "--ping-interval", "1000", "--ping-timeout", "2000");
        var options = OptionsOf(server, kind, transport);

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(number => LiveAsync(options, number))).Soon();

        // 0.9 remembers a handshake whose client did not come back; no socket belongs to it.
        var remembered = kind == SocketIOServerKind.V0 ? Clients / 5 : 0;
        var counts = await server.CountsAsync(counts => counts.Connections == 0 && counts.Sessions <= remembered && counts.Joined.Values.All(static joined => joined == 0));
        counts.ConnectionsTotal.ShouldBeGreaterThanOrEqualTo(Clients / 2);
        counts.JoinedTotal["/"].ShouldBeGreaterThan(0);
    }

    [Theory]
    [MemberData(nameof(SocketIOServerKinds.EngineIO), MemberType = typeof(SocketIOServerKinds))]
    public async Task Dispose_JoinUnanswered_TheServerForgetsTheClient(SocketIOServerKind kind)
    {
        await using var server = await SocketIOServer.StartAsync(kind);
        var options = OptionsOf(server, kind, nameof(SocketIOTransport.WebSocket));

        for (var number = 0; number < Clients; number++)
        {
            var connection = (await OpenAsync(options, CancellationToken.None).Soon())!;
            var joining = connection.JoinAsync("/chat", default, CancellationToken.None);
            await connection.DisposeAsync().AsTask().Soon();
            (await joining.Soon()).Kind.ShouldBeOneOf(UpstreamReplyKind.Yes, UpstreamReplyKind.Lost);
        }

        var counts = await server.CountsAsync(static counts => counts is { Connections: 0, Sessions: 0 } && counts.Joined.Values.All(static joined => joined == 0));
        counts.SessionsTotal.ShouldBe(Clients);
    }

    [Theory]
    [InlineData("40/chat,", true)]
    [InlineData("44/chat,{\"message\":\"no\"}", true)]
    [InlineData(null, false)]
    public async Task Dispose_JoinAnsweredOrNot_SaysGoodbyeOrCuts(string? answer, bool saysGoodbye)
    {
        await using var rig = await SocketIORig.JoinedAsync(revision: 3);
        var joining = rig.Connection.JoinAsync("/chat", default, CancellationToken.None);
        await rig.Transport.WrittenAsync("40/chat,");
        if (answer is not null)
        {
            rig.Transport.Say(answer);
            await joining.Soon();
        }

        await rig.Connection.DisposeAsync().AsTask().Soon();

        rig.Transport.HasSaidGoodbye.ShouldBe(saysGoodbye);
        rig.Transport.Written.ShouldContain("41", StringComparer.Ordinal);
        await joining.Soon();
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task Dispose_FrozenServer_CutsTheConnections(SocketIOServerKind kind, string transport)
    {
        await using var server = await SocketIOServer.StartAsync(kind, "--ping-interval", "1000", "--ping-timeout", "60000");
        var options = OptionsOf(server, kind, transport);
        var connections = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => OpenAsync(options, CancellationToken.None))).Soon();
        var questions = connections.Select(static _ => SocketIORequest.Event("/", "silent", default)).ToArray();
        var asked = connections.Select((connection, index) => connection!.SendAsync(questions[index], CancellationToken.None)).ToArray();
        await Eventually.TrueAsync(() => connections.Sum(static connection => connection!.Unanswered) == 8, "every question is on its way");

        // An upgrade in the middle of which the server freezes hands none of them over; a POST has its connection to wait for.
        var mayWait = string.Equals(transport, nameof(SocketIOTransport.Auto), StringComparison.Ordinal);
        await Eventually.TrueAsync(() => mayWait || questions.All(static question => question.HasBegun), "every question is being written");
        await server.FreezeAsync();

        await Task.WhenAll(connections.Select(static connection => connection!.DisposeAsync().AsTask())).Soon();

        (await Task.WhenAll(asked).Soon()).ShouldAllBe(reply => reply.Kind == UpstreamReplyKind.Lost || (mayWait && reply.Kind == UpstreamReplyKind.NotSent));
        connections.ShouldAllBe(static connection => connection!.Completion.IsCompletedSuccessfully && connection.Unanswered == 0);
        server.Unfreeze();
        if (kind == SocketIOServerKind.V0)
        {
            // This one ends by an error of its own when it wakes to connections that were cut.
            return;
        }

        await server.CountsAsync(static counts => counts.Connections == 0);
    }

    /// <summary>Opens, does something that is not over yet, and ends.</summary>
    private static async Task LiveAsync(SocketIOOptions options, int number)
    {
        using var patience = new CancellationTokenSource();
        var opening = OpenAsync(options, patience.Token);
        if (number % 5 == 0)
        {
            // Somewhere between the first packet of TCP and the join.
            await Task.Delay(TimeSpan.FromMilliseconds(number), TimeProvider.System, CancellationToken.None);
            await patience.CancelAsync();
        }

        if (await opening.Soon() is not { } connection)
        {
            return;
        }

        Task<UpstreamReply>[] waiting = (number % 5) switch
        {
            1 => [connection.JoinAsync("/chat", default, CancellationToken.None), connection.JoinAsync("/nope", default, CancellationToken.None)],
            2 => [.. Enumerable.Range(0, 50).Select(_ => connection.SendAsync(SocketIORequest.Event("/", "silent", default), CancellationToken.None))],
            3 => [connection.SendAsync(SocketIORequest.Event("/", "burst", """[{"count":2000,"size":500}]"""u8.ToArray(), wantsAck: false), CancellationToken.None)],
            _ => [],
        };
        if (number % 2 == 0)
        {
            connection.Abort(DisconnectReason.ReconnectRequested);
        }

        await Task.WhenAll(connection.DisposeAsync().AsTask(), connection.DisposeAsync().AsTask()).Soon();
        await Task.WhenAll(waiting).Soon();
        connection.Completion.IsCompletedSuccessfully.ShouldBeTrue();
        connection.Unanswered.ShouldBe(0);
        connection.Abort(DisconnectReason.ReconnectRequested);
    }

    private static async Task<SocketIOConnection?> OpenAsync(SocketIOOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var opening = await new SocketIODialer(options, TimeProvider.System, NullLogger.Instance).OpenAsync(new RecordingReceiver(), cancellationToken);
            opening.Reason.ShouldBeNull();
            return opening.Connection;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static SocketIOOptions OptionsOf(SocketIOServer server, SocketIOServerKind kind, string transport) => new(server.Url, new TlsOptions(null, null))
    {
        Version = kind == SocketIOServerKind.V4AllowEio3 ? SocketIOVersion.V2 : (SocketIOVersion)(int)kind,
        Transport = Enum.Parse<SocketIOTransport>(transport),
    };

    private static TheoryData<SocketIOServerKind, string> Make()
    {
        var data = new TheoryData<SocketIOServerKind, string>();
        foreach (var kind in Enum.GetValues<SocketIOServerKind>())
        {
            foreach (var transport in Enum.GetNames<SocketIOTransport>())
            {
                data.Add(kind, transport);
            }
        }

        return data;
    }
}
