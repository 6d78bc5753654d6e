using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Upstreams;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.EndToEnd;

/// <summary>A Home Assistant that lets the session in, and whose HTTP the test says itself.</summary>
internal sealed class HttpPassThroughHub : IAsyncDisposable
{
    public const string Token = "eyJhbGciOiJIUzI1NiJ9.h4ve-you_seen.this+token/anywhere=";

    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentDictionary<WebSocket, Action> _sockets = new();
    private ScriptedHub? _server;

    public Uri Url => _server!.Url;

    /// <summary>Method and target of every HTTP request, as they came.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Answers what is not the session's socket.</summary>
    public RequestDelegate Answer { get; set; } = static context => context.Response.WriteAsync("yes");

    /// <summary>The entry of the gateway's configuration.</summary>
    public JsonObject Entry => new() { ["Kind"] = "HomeAssistant", ["Url"] = Url.ToString(), ["Token"] = Token };

    public static async Task<HttpPassThroughHub> StartAsync(RequestDelegate? answer = null)
    {
        var hub = new HttpPassThroughHub();
        hub.Answer = answer ?? hub.Answer;
        hub._server = await ScriptedHub.StartAsync(hub.HandleAsync);
        return hub;
    }

    /// <summary>Cuts the session's socket; the HTTP connections stay.</summary>
    public void CutSession()
    {
        foreach (var abort in _sockets.Values)
        {
            abort();
        }
    }

    public ValueTask DisposeAsync()
    {
        CutSession();
        return _server!.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            await KeepSessionAsync(context);
            return;
        }

        _requests.Enqueue($"{context.Request.Method} {context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget}");
        await Answer(context);
    }

    private async Task KeepSessionAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        _sockets[socket] = context.Abort;
        try
        {
            await SendAsync(socket, """{"type":"auth_required","ha_version":"2023.11.3"}""");
            await ReadAsync(socket);
            await SendAsync(socket, """{"type":"auth_ok","ha_version":"2023.11.3"}""");
            while (await ReadAsync(socket) is { } message)
            {
                foreach (var command in message is JsonArray many ? many : [message.DeepClone()])
                {
                    var id = command!["id"]!.GetValue<long>();
                    await SendAsync(socket, command["type"]!.GetValue<string>() switch
                    {
                        "ping" => $$"""{"id":{{id}},"type":"pong"}""",
                        "get_config" => $$"""{"id":{{id}},"type":"result","success":true,"result":{"state":"RUNNING","version":"2023.11.3"} }""",
                        _ => $$"""{"id":{{id}},"type":"result","success":true,"result":null}""",
                    });
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The gateway left, or the test ended.
        }
        finally
        {
            _sockets.TryRemove(socket, out _);
        }
    }

    private static Task SendAsync(WebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private static async Task<JsonNode?> ReadAsync(WebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        var read = await socket.ReceiveAsync(buffer, CancellationToken.None);
        return read.MessageType == WebSocketMessageType.Close ? null : JsonNode.Parse(buffer.AsSpan(0, read.Count));
    }
}
