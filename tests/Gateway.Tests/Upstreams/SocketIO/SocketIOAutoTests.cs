using Gateway.Tests.Fakes;
using Gateway.Tests.Upstreams.SocketIO.Servers;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary><c>Version: Auto</c>: what is asked of a server to find out what it is.</summary>
[Collection(SocketIOServersCollection.Name)]
public sealed class SocketIOAutoTests
{
    [Theory]
    [MemberData(nameof(SocketIOServerKinds.EngineIO), MemberType = typeof(SocketIOServerKinds))]
    public async Task Probe_SessionItOpened_IsClosed(SocketIOServerKind kind)
    {
        await using var server = await SocketIOServer.StartAsync(kind, "--ping-interval", "60000");
        var options = OptionsOf(server);

        var finding = await new SocketIOProbe(options, new SocketIOUrls(options, TimeProvider.System)).RunAsync(CancellationToken.None).Soon();

        finding.Version.ShouldBe(kind == SocketIOServerKind.V1 ? SocketIOVersion.V1 : kind == SocketIOServerKind.V2 ? SocketIOVersion.V2 : SocketIOVersion.V4);
        var counts = await server.CountsAsync(static counts => counts is { Sessions: 0, Connections: 0 });
        counts.SessionsTotal.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(SocketIOServerKinds.EngineIO), MemberType = typeof(SocketIOServerKinds))]
    public async Task Open_TwiceThenAfterAFailure_ProbesOnceThenAgain(SocketIOServerKind kind)
    {
        await using var server = await SocketIOServer.StartAsync(kind, "--ping-interval", "60000");
        var dialer = new SocketIODialer(OptionsOf(server), TimeProvider.System, NullLogger.Instance);
        for (var time = 0; time < 2; time++)
        {
            await using var connection = (await dialer.OpenAsync(new RecordingReceiver(), CancellationToken.None).Soon()).Connection;
            connection.ShouldNotBeNull();
        }

        (await server.CountsAsync(static counts => counts.Sessions == 0)).SessionsTotal.ShouldBe(3);
        await server.KillAsync();
        (await dialer.OpenAsync(new RecordingReceiver(), CancellationToken.None).Soon()).Reason.ShouldNotBeNull().Name.ShouldBe("unreachable");
        await server.RestartAsync();
        await using var again = (await dialer.OpenAsync(new RecordingReceiver(), CancellationToken.None).Soon()).Connection;
        again.ShouldNotBeNull();
        (await server.CountsAsync(static counts => counts.Sessions == 1)).SessionsTotal.ShouldBe(2);
    }

    [Fact]
    public async Task Open_RefusedToken_KeepsWhatWasFound()
    {
        await using var server = await SocketIOServer.StartAsync(SocketIOServerKind.V4, "--ping-interval", "60000");
        var dialer = new SocketIODialer(OptionsOf(server) with { Auth = """{"token":"bad"}"""u8.ToArray() }, TimeProvider.System, NullLogger.Instance);

        for (var time = 0; time < 2; time++)
        {
            (await dialer.OpenAsync(new RecordingReceiver(), CancellationToken.None).Soon()).Refusal.ShouldBe("bad token");
        }

        (await server.CountsAsync(static counts => counts.Sessions == 0)).SessionsTotal.ShouldBe(3);
    }

    [Theory]
    [InlineData(SocketIOServerKind.V0, "WebSocket", 0)]
    [InlineData(SocketIOServerKind.V1, "WebSocket", 3)]
    [InlineData(SocketIOServerKind.V2, "WebSocket", 3)]
    [InlineData(SocketIOServerKind.V3, "WebSocket", 4)]
    [InlineData(SocketIOServerKind.V4, "WebSocket", 4)]
    [InlineData(SocketIOServerKind.V4AllowEio3, "WebSocket", 4)]
    [InlineData(SocketIOServerKind.V0, "Auto", 0)]
    [InlineData(SocketIOServerKind.V1, "Auto", 3)]
    [InlineData(SocketIOServerKind.V2, "Auto", 3)]
    [InlineData(SocketIOServerKind.V4, "Auto", 4)]
    public async Task Open_PollingSwitchedOff_IsFoundOutByWebSocketAndRemembered(SocketIOServerKind kind, string transport, int engine)
    {
        await using var server = await SocketIOServer.StartAsync(kind, "--transports", "websocket", "--ping-interval", "60000");
        var dialer = new SocketIODialer(OptionsOf(server) with { Transport = Enum.Parse<SocketIOTransport>(transport) }, TimeProvider.System, NullLogger.Instance);

        for (var time = 0; time < 2; time++)
        {
            await using var connection = (await dialer.OpenAsync(new RecordingReceiver(), CancellationToken.None).Soon()).Connection;
            connection.ShouldNotBeNull().Generation.Engine.ShouldBe(engine);
            (await SocketIOCase.AskAsync(connection, "ack", "[1]")).ShouldBe("""[null,{"got":[1]}]""");
        }

        var counts = await server.CountsAsync(static counts => counts.Sessions == 0);
        counts.SessionsTotal.ShouldBe(2);
        counts.JoinedTotal["/"].ShouldBe(2);
    }

    [Fact]
    public async Task Open_PollingWantedButSwitchedOff_SaysWhichSettingHelps()
    {
        await using var server = await SocketIOServer.StartAsync(SocketIOServerKind.V4, "--transports", "websocket");
        var dialer = new SocketIODialer(OptionsOf(server) with { Transport = SocketIOTransport.Polling }, TimeProvider.System, NullLogger.Instance);

        (await dialer.OpenAsync(new RecordingReceiver(), CancellationToken.None).Soon()).Reason.ShouldNotBeNull().Message.ShouldContain("'Transport'");
    }

    private static SocketIOOptions OptionsOf(SocketIOServer server) => new(server.Url, new TlsOptions(null, null));
}
