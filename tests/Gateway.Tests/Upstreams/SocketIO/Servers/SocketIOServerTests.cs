using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.Transports;

namespace Gateway.Tests.Upstreams.SocketIO.Servers;

[Collection(SocketIOServersCollection.Name)]
public sealed class SocketIOServerTests(SocketIOServers servers) : IDisposable
{
    private const string Probe = "socket.io/?EIO=4&transport=polling";

    private readonly HttpClient _http = new() { Timeout = Eventually.Limit };

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(SocketIOServerKind.V0, "Welcome to socket.io.")]
    [InlineData(SocketIOServerKind.V1, "\0")]
    [InlineData(SocketIOServerKind.V2, "95:0{")]
    [InlineData(SocketIOServerKind.V3, "0{")]
    [InlineData(SocketIOServerKind.V4, "0{")]
    [InlineData(SocketIOServerKind.V4AllowEio3, "0{")]
    public async Task GetAsync_EveryKind_AnswersAsItsGeneration(SocketIOServerKind kind, string start)
    {
        var server = await servers.GetAsync(kind);

        Encoding.Latin1.GetString(await _http.GetByteArrayAsync(new Uri(server.Url, Probe)))[..start.Length].ShouldBe(start);
        (await servers.GetAsync(kind)).ShouldBeSameAs(server);
    }

    [Theory]
    [InlineData(SocketIOServerKind.V3, false)]
    [InlineData(SocketIOServerKind.V4, false)]
    [InlineData(SocketIOServerKind.V4AllowEio3, true)]
    public async Task GetAsync_EngineIO3_IsTakenWhereAllowed(SocketIOServerKind kind, bool isTaken)
    {
        var server = await servers.GetAsync(kind);

        using var answer = await _http.GetAsync(new Uri(server.Url, "socket.io/?EIO=3&transport=polling"));

        answer.IsSuccessStatusCode.ShouldBe(isTaken);
    }

    [Theory]
    [MemberData(nameof(SocketIOServerKinds.EngineIO), MemberType = typeof(SocketIOServerKinds))]
    public async Task CountsAsync_SessionThatComesAndFallsSilent_IsCountedAndGone(SocketIOServerKind kind)
    {
        await using var server = await SocketIOServer.StartAsync(kind, "--ping-interval", "200", "--ping-timeout", "100");
        (await server.CountsAsync()).SessionsTotal.ShouldBe(0);

        await _http.GetByteArrayAsync(new Uri(server.Url, Probe));

        var counts = await server.CountsAsync(static counts => counts.Sessions == 0);
        counts.SessionsTotal.ShouldBe(1);
        counts.ConnectionsTotal.ShouldBe(1);
        counts.Unhandled.ShouldBe(0);
    }

    [Fact]
    public async Task CountsAsync_OpenSession_IsOfItsTransport()
    {
        await using var server = await SocketIOServer.StartAsync(SocketIOServerKind.V4, "--ping-interval", "60000");

        await _http.GetByteArrayAsync(new Uri(server.Url, Probe));

        var counts = await server.CountsAsync();
        counts.Sessions.ShouldBe(1);
        counts.Transports.ShouldBe(new SocketIOServerTransports(0, 1));
    }

    [Fact]
    public async Task SendAsync_UnknownLine_FailsAndTheNextOneIsAnswered()
    {
        var server = await servers.GetAsync(SocketIOServerKind.V4);

        (await Should.ThrowAsync<InvalidOperationException>(() => server.SendAsync("nothing"))).Message.ShouldContain("There is no 'nothing'");
        (await server.CountsAsync()).Unhandled.ShouldBe(0);
    }

    [Fact]
    public async Task SendAsync_ManyAtATime_EachGetsItsOwnAnswer()
    {
        var server = await servers.GetAsync(SocketIOServerKind.V4);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => n % 2 == 0 ? server.SendAsync("counts") : server.SendAsync("kick"))).Soon();

        answers.Select(static answer => answer["peers"] is not null).ShouldBe(Enumerable.Range(0, 40).Select(static n => n % 2 == 1));
    }

    [Fact]
    public async Task KillAsync_RunningServer_RefusesConnections()
    {
        await using var server = await SocketIOServer.StartAsync(SocketIOServerKind.V4);
        var processId = server.ProcessId;

        await server.KillAsync();

        server.HasExited.ShouldBeTrue();
        IsRunning(processId).ShouldBeFalse();
        await Should.ThrowAsync<HttpRequestException>(() => _http.GetByteArrayAsync(new Uri(server.Url, Probe)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RestartAsync_SamePort_IsANewServerThere(bool isKilled)
    {
        await using var server = await SocketIOServer.StartAsync(SocketIOServerKind.V2);
        var (url, processId) = (server.Url, server.ProcessId);
        await _http.GetByteArrayAsync(new Uri(url, Probe));
        if (isKilled)
        {
            await server.KillAsync();
        }

        await server.RestartAsync();

        server.Url.ShouldBe(url);
        server.ProcessId.ShouldNotBe(processId);
        IsRunning(processId).ShouldBeFalse();
        (await server.CountsAsync()).SessionsTotal.ShouldBe(0);
        (await _http.GetByteArrayAsync(new Uri(url, Probe))).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task FreezeAsync_UntilUnfrozen_NothingIsAnswered()
    {
        await using var server = await SocketIOServer.StartAsync(SocketIOServerKind.V4);
        await server.FreezeAsync();

        var asked = _http.GetByteArrayAsync(new Uri(server.Url, Probe));
        var counted = server.CountsAsync();
        // Another server has answered by the time a frozen one is known to be silent.
        await (await servers.GetAsync(SocketIOServerKind.V4)).CountsAsync();
        asked.IsCompleted.ShouldBeFalse();
        counted.IsCompleted.ShouldBeFalse();

        server.Unfreeze();
        (await asked.Soon()).ShouldNotBeEmpty();
        (await counted.Soon()).ShouldNotBeNull();
    }

    [Fact]
    public async Task DisposeAsync_FrozenServer_ItsProcessIsGone()
    {
        var server = await SocketIOServer.StartAsync(SocketIOServerKind.V1);
        var processId = server.ProcessId;
        await server.FreezeAsync();
        IsRunning(processId).ShouldBeTrue();

        await server.DisposeAsync();

        IsRunning(processId).ShouldBeFalse();
    }

    [Fact]
    public async Task StartTlsAsync_OwnCertificate_IsTheOneShown()
    {
        using var certificate = TestCertificates.SelfSigned("127.0.0.1");
        await using var server = await SocketIOServer.StartTlsAsync(SocketIOServerKind.V4, certificate);
        var check = new CertificateCheck(new TlsOptions(null, certificate.GetCertHashString(HashAlgorithmName.SHA256)), server.Url.Host);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = check.Accept;
        using var http = new HttpClient(handler) { Timeout = Eventually.Limit };

        server.Url.Scheme.ShouldBe("https");
        (await http.GetStringAsync(new Uri(server.Url, Probe)))[..2].ShouldBe("0{");
        await Should.ThrowAsync<HttpRequestException>(() => _http.GetStringAsync(new Uri(server.Url, Probe)));
    }

    [Fact]
    public async Task StartAsync_ScriptThatFails_SaysWhatItWrote() =>
        (await Should.ThrowAsync<InvalidOperationException>(() => SocketIOServer.StartAsync(SocketIOServerKind.V4, "--no-such-option"))).Message.ShouldContain("--no-such-option");

    [Fact]
    public void Start_NotInstalled_NamesTheCommand()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            Should.Throw<InvalidOperationException>(() => ServerProcess.Start(folder.FullName, "server", [])).Message.ShouldContain("npm ci --prefix tests/socketio-servers");
        }
        finally
        {
            folder.Delete();
        }
    }

    private static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
