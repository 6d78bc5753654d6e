using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams;

/// <summary>One connection to a <see cref="ScriptedHub"/>: what came in, in order, and the means to answer anything.</summary>
internal sealed class ScriptedConnection(WebSocket socket, Action abort, string path)
{
    private readonly Channel<string> _frames = Channel.CreateUnbounded<string>();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile TaskCompletionSource? _pause;

    public string Path => path;

    /// <summary>Whether a frame waits to be read.</summary>
    public bool HasMore => _frames.Reader.TryPeek(out _);

    /// <summary>Completes when the other side has gone.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether the other side ended it with a close frame.</summary>
    public bool HeardGoodbye { get; private set; }

    /// <summary>Nothing is taken off the socket any more, but for the frame under way; a goodbye is not answered.</summary>
    public void Pause() => _pause = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume() => Interlocked.Exchange(ref _pause, null)?.TrySetResult();

    /// <summary>The next text frame.</summary>
    public Task<string> ReadAsync() => _frames.Reader.ReadAsync().AsTask().Soon();

    public async Task<JsonObject> ReadJsonAsync() => JsonNode.Parse(await ReadAsync())!.AsObject();

    /// <summary>The id of the next frame, which must be a command of this type.</summary>
    public async Task<long> ExpectAsync(string type)
    {
        var frame = await ReadJsonAsync();
        frame["type"]!.GetValue<string>().ShouldBe(type, frame.ToJsonString());
        return frame["id"]!.GetValue<long>();
    }

    /// <summary>Takes the next command, which must be of this type, and says yes.</summary>
    public async Task<long> AcceptAsync(string type, string result = "null")
    {
        var id = await ExpectAsync(type);
        await ResultAsync(id, result);
        return id;
    }

    public Task ResultAsync(long id, string result = "null") => SendAsync($$"""{"id":{{id}},"type":"result","success":true,"result":{{result}}}""");

    public Task RefuseAsync(long id, string error) => SendAsync($$"""{"id":{{id}},"type":"result","success":false,"error":{{error}}}""");

    /// <summary>A bus event as the hub writes it, id last.</summary>
    public Task EventAsync(long id, string eventJson) => SendAsync($$"""{"type":"event","event":{{eventJson}},"id":{{id}}}""");

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public async Task SendAsync(byte[] bytes, WebSocketMessageType type)
    {
        await _sending.WaitAsync().Soon();
        try
        {
            await socket.SendAsync(bytes, type, endOfMessage: true, CancellationToken.None).Soon();
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The login as captured, up to the answer to <c>get_config</c>.</summary>
    public async Task SignInAsync(string runState = "RUNNING")
    {
        await SendAsync("""{"type":"auth_required","ha_version":"2023.11.3"}""");
        (await ReadJsonAsync())["type"]!.GetValue<string>().ShouldBe("auth");
        await SendAsync("""{"type":"auth_ok","ha_version":"2023.11.3"}""");
        await AcceptAsync("supported_features");
        await AcceptAsync("get_config", $$"""{"state":"{{runState}}","version":"2023.11.3"}""");
    }

    public Task CloseAsync() => socket.State is WebSocketState.Open or WebSocketState.CloseReceived
        ? socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None).Soon()
        : Task.CompletedTask;

    /// <summary>Cuts the connection without a close frame.</summary>
    public void Abort()
    {
        abort();
        Resume();
    }

    public async Task RunAsync()
    {
        var buffer = new byte[4 << 20];
        try
        {
            while (true)
            {
                await (_pause?.Task ?? Task.CompletedTask);
                var length = 0;
                ValueWebSocketReceiveResult chunk;
                do
                {
                    chunk = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += chunk.Count;
                }
                while (!chunk.EndOfMessage);

                if (chunk.MessageType == WebSocketMessageType.Close)
                {
                    HeardGoodbye = true;
                    await (_pause?.Task ?? Task.CompletedTask);
                    await CloseAsync();
                    return;
                }

                await _frames.Writer.WriteAsync(Encoding.UTF8.GetString(buffer, 0, length));
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            // Cut; the test sees it by Ended.
        }
        finally
        {
            _frames.Writer.TryComplete();
            _ended.TrySetResult();

            // Who returns from here takes the socket away, also from an answer that is just being written.
            await _sending.WaitAsync().Soon();
        }
    }
}
