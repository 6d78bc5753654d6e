using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.SocketIO.Servers;

/// <summary>
/// A real Socket.IO server of <c>tests/socketio-servers</c> in a process of its own, on a loopback port that it keeps for life. What it
/// offers to clients stands in <c>behaviours.mjs</c>. Members may be called by several tests at a time, those aside that end or freeze it.
/// </summary>
internal sealed class SocketIOServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly string _script;
    private readonly IReadOnlyList<string> _arguments;
    private readonly string? _pemFile;
    private ServerProcess _process;
    private int _unheard;

    private SocketIOServer(string script, IReadOnlyList<string> arguments, string? pemFile)
    {
        _script = script;
        _arguments = arguments;
        _pemFile = pemFile;
        _process = ServerProcess.Start(ServerProcess.Folder, script, arguments);
    }

    public Uri Url { get; private set; } = new("http://127.0.0.1");

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <param name="kind">Which generation.</param>
    /// <param name="more">Further arguments of <c>server.mjs</c>.</param>
    public static Task<SocketIOServer> StartAsync(SocketIOServerKind kind, params string[] more) => StartScriptAsync("server", [.. kind.Arguments(), .. more]);

    /// <summary>Serves https and wss with the certificate.</summary>
    public static Task<SocketIOServer> StartTlsAsync(SocketIOServerKind kind, X509Certificate2 certificate) =>
        StartScriptAsync("server", kind.Arguments(), certificate);

    /// <param name="script">A script of the folder, without <c>.mjs</c>.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="certificate">For https and wss; null: plain http and ws.</param>
    public static async Task<SocketIOServer> StartScriptAsync(string script, IReadOnlyList<string> arguments, X509Certificate2? certificate = null)
    {
        var pemFile = certificate is null ? null : WritePem(certificate);
        var server = new SocketIOServer(script, pemFile is null ? arguments : [.. arguments, "--tls", pemFile], pemFile);
        try
        {
            await server.ListeningAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Says one control line and returns what the server answers; a line it refuses is an exception.</summary>
    public async Task<JsonNode> SendAsync(string line)
    {
        if (!await _turn.WaitAsync(Eventually.Limit))
        {
            throw new TimeoutException($"The server had no time for '{line}'.");
        }

        try
        {
            await _process.TellAsync(line);
            for (_unheard++; _unheard > 1; _unheard--)
            {
                // Of lines before, whose answers nobody waited for long enough.
                await _process.HearAsync();
            }

            var answer = await _process.HearAsync();
            _unheard--;
            return answer["error"] is { } error ? throw new InvalidOperationException($"The server refused '{line}': {error}") : answer;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task<SocketIOServerCounts> CountsAsync() => (await SendAsync("counts")).Deserialize<SocketIOServerCounts>(JsonSerializerOptions.Web)!;

    /// <summary>Waits until the counts are as they should be; fails with the last ones.</summary>
    public async Task<SocketIOServerCounts> CountsAsync(Func<SocketIOServerCounts, bool> condition)
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        while (true)
        {
            var answer = await SendAsync("counts");
            var counts = answer.Deserialize<SocketIOServerCounts>(JsonSerializerOptions.Web)!;
            if (condition(counts))
            {
                return counts;
            }

            if (limit.IsCancellationRequested)
            {
                throw new TimeoutException($"The server's counts did not become as expected: {answer.ToJsonString()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Emits an event to every client in a namespace.</summary>
    /// <param name="name">The event.</param>
    /// <param name="arguments">A JSON array.</param>
    /// <param name="space">The namespace.</param>
    public Task EmitAsync(string name, string arguments = "[]", string space = "/") =>
        SendAsync($"emit {new JsonObject { ["namespace"] = space, ["event"] = name, ["args"] = JsonNode.Parse(arguments) }.ToJsonString()}");

    /// <summary>Kills it as a power cut would, save that its sockets are reset.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Kills it, unless that is done, and starts it anew on the same port.</summary>
    public async Task RestartAsync()
    {
        await _process.DisposeAsync();
        _unheard = 0;
        _process = ServerProcess.Start(ServerProcess.Folder, _script, [.. _arguments, "--port", Url.Port.ToString(CultureInfo.InvariantCulture)]);
        await ListeningAsync();
    }

    /// <summary>From now until <see cref="Unfreeze"/> it keeps its sockets and answers nothing.</summary>
    public Task FreezeAsync() => _process.FreezeAsync();

    public void Unfreeze() => _process.Unfreeze();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _turn.Dispose();
        if (_pemFile is not null)
        {
            File.Delete(_pemFile);
        }
    }

    private async Task ListeningAsync()
    {
        var port = (await _process.HearAsync())["port"]!.GetValue<int>();
        Url = new Uri($"{(_pemFile is null ? "http" : "https")}://127.0.0.1:{port}");
    }

    private static string WritePem(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        var file = Path.GetTempFileName();
        File.WriteAllText(file, certificate.ExportCertificatePem() + Environment.NewLine + key.ExportPkcs8PrivateKeyPem());
        return file;
    }
}
