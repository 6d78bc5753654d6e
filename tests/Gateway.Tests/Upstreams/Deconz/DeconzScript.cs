using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Gateway.Configuration;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Tests.Fakes;
using Gateway.Tests.Upstreams.Transports;
using Gateway.Upstreams;
using Gateway.Upstreams.Deconz;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Upstreams.Deconz;

/// <summary>A gateway whose every answer the test writes itself, with a real connector in front of it.</summary>
internal sealed class DeconzScript : IAsyncDisposable
{
    public const string Key = "S3CRETKEY1";

    private readonly ConcurrentDictionary<string, (int Status, string Body)> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly HubHttpRig _http = new();
    private readonly HubSubscriptions _subscriptions;
    private readonly TimeProvider _time;
    private ScriptedHub? _server;
    private WebSocket? _socket;

    private DeconzScript(TimeProvider time)
    {
        _time = time;
        var stream = new HubStream("deconz", new HubStreamOptions(), time, static _ => { });
        _subscriptions = new HubSubscriptions("Deconz", stream, new TopicIndex(), new SubscriptionOptions(TimeSpan.FromSeconds(5)), time, static _ => { });
        Feed = new DeconzFeed(stream, time);
        Answer("config", 200, """{"bridgeid":"1","swversion":"2","websocketport":PORT}""");
        Answer("", 200, """{"lights":{},"alarmsystems":{}}""");
    }

    public DeconzFeed Feed { get; }

    public Uri Url => _server!.Url;

    /// <summary>Paths below the key, in the order asked; <c>ws</c> for the upgrade, <c>goodbye</c> or <c>cut</c> for how that ended.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <summary>Awaited before an answer; told the path below the key.</summary>
    public Func<string, Task> BeforeAnswer { get; set; } = static _ => Task.CompletedTask;

    public static async Task<DeconzScript> StartAsync(TimeProvider? time = null)
    {
        var script = new DeconzScript(time ?? TimeProvider.System);
        script._server = await ScriptedHub.StartAsync(script.ServeAsync);
        return script;
    }

    /// <param name="path">Below the key.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The answer; PORT stands for the server's own.</param>
    public void Answer(string path, int status, string body) => _answers[path] = (status, body);

    /// <summary>Tells the gateway's one client something.</summary>
    public Task SendAsync(string frame) => _socket!.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).Soon();

    public async Task<UpstreamOpening> OpenAsync(Uri? url = null, DeconzOptions? options = null, CancellationToken cancellationToken = default) =>
        await Connector(url, options).OpenAsync(cancellationToken).Soon();

    public DeconzConnector Connector(Uri? url = null, DeconzOptions? options = null)
    {
        var entry = new UpstreamOptions("deconz", UpstreamKind.Deconz, url ?? Url, new Secret(Key), Enabled: true, new TlsOptions(null, null), "1") { Deconz = options ?? new DeconzOptions() };
        return new DeconzConnector(
            entry, Feed, _http.Create(entry.Url), new UpstreamStatus(_subscriptions, _time), _time, NullLoggerFactory.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        await _http.DisposeAsync();
        await _subscriptions.StopAsync();
        _http.Log.Lines.ShouldNotContain(static line => line.Text.Contains(Key));
    }

    /// <summary>Hears the client out.</summary>
    private async Task ReceiveAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        try
        {
            var received = await socket.ReceiveAsync(new byte[16].AsMemory(), cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
                _asked.Enqueue("goodbye");
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            _asked.Enqueue("cut");
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            _asked.Enqueue("ws");
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            _socket = socket;
            await ReceiveAsync(socket, context.RequestAborted);
            return;
        }

        var path = context.Request.Path.Value!;
        var root = $"/api/{Key}";
        var below = path.StartsWith(root, StringComparison.Ordinal) ? path[root.Length..].TrimStart('/') : $"outside {path}";
        _asked.Enqueue(below);
        await BeforeAnswer(below);
        var (status, body) = _answers.TryGetValue(below, out var answer) ? answer : (404, """[{"error":{"type":3,"address":"/","description":"not available"}}]""");
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body.Replace("PORT", $"{Url.Port}", StringComparison.Ordinal));
    }
}
