using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Gateway.DemoHubs.Deconz.Sockets;

/// <summary>One listener: it hears every event, without a greeting and without authentication, and what it says is ignored.</summary>
internal sealed class DeconzSocket(DeconzInstance instance, WebSocket socket, Action abortTransport) : IDisposable
{
    private const int Capacity = 8_192;

    // How long a peer may take to answer a close frame.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);

    private readonly Channel<(byte[] Bytes, WebSocketMessageType Type)> _queue = Channel.CreateBounded<(byte[], WebSocketMessageType)>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly CancellationTokenSource _ended = new();
    private WebSocketCloseStatus _closeStatus = WebSocketCloseStatus.NormalClosure;

    public int Pending => _queue.Reader.Count;

    public async Task RunAsync()
    {
        var writing = WriteAsync();
        try
        {
            var buffer = new byte[4096];
            while ((await socket.ReceiveAsync(buffer.AsMemory(), _ended.Token)).MessageType is not WebSocketMessageType.Close)
            {
                // Frames of clients have no meaning here.
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The socket is gone, by the client's doing or by a hook's.
        }

        Close();
        await writing;
    }

    public void Send(string frame) => Send(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text);

    public void Send(byte[] bytes, WebSocketMessageType type)
    {
        if (_queue.Writer.TryWrite((bytes, type)) || _queue.Reader.Completion.IsCompleted)
            return;
        DeconzSocketLog.QueueFull(instance.Logger, Capacity);
        Abort();
    }

    /// <summary>A close frame after what waits.</summary>
    public void Close(WebSocketCloseStatus status = WebSocketCloseStatus.NormalClosure)
    {
        instance.Leave(this);
        _closeStatus = status;
        if (_queue.Writer.TryComplete())
            _ended.CancelAfter(Linger);
    }

    public void Abort()
    {
        instance.Leave(this);
        _queue.Writer.TryComplete();
        socket.Abort();
        try
        {
            abortTransport();
        }
        catch (ObjectDisposedException)
        {
            // The connection ended by itself a moment ago.
        }
    }

    public void Dispose() => _ended.Dispose();

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var (bytes, type) in _queue.Reader.ReadAllAsync())
                await socket.SendAsync(bytes, type, endOfMessage: true, _ended.Token);
            await socket.CloseOutputAsync(_closeStatus, statusDescription: null, _ended.Token);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            Abort();
        }
    }
}

internal static partial class DeconzSocketLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "A client of the demo gateway did not read {Count} frames and is cut.")]
    public static partial void QueueFull(ILogger logger, int count);
}
