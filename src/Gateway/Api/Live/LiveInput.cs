using System.IO.Pipelines;
using System.Net.WebSockets;
using Gateway.Events;

namespace Gateway.Api.Live;

/// <summary>Reads what one client sends, up to its close. Bounded: a client whose calls are not yet taken is not read from.</summary>
/// <param name="socket">The framework's WebSocket: it unmasks, joins fragments, answers pings, and refuses what breaks the protocol.</param>
/// <param name="maxMessage">Bytes one SignalR message may have, its separator included.</param>
/// <param name="end">How the connection ends.</param>
internal sealed class LiveInput(WebSocket socket, int maxMessage, ConnectionEnd end)
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: maxMessage, resumeWriterThreshold: maxMessage / 2, useSynchronizationContext: false));
    private int _begun;

    /// <summary>For SignalR.</summary>
    public PipeReader Reader => _pipe.Reader;

    /// <summary>Reads to the end. Never throws.</summary>
    /// <param name="onFirst">Run once, as soon as the client has sent something.</param>
    public async Task RunAsync(Func<Task> onFirst)
    {
        try
        {
            // Without a buffer, so that idle clients hold none.
            await socket.ReceiveAsync(Memory<byte>.Empty, end.Aborted);
            await onFirst();
            while (await TakeAsync())
            {
                await socket.ReceiveAsync(Memory<byte>.Empty, end.Aborted);
            }

            end.Soon();
        }
        catch (WebSocketException exception) when (exception.WebSocketErrorCode is not WebSocketError.ConnectionClosedPrematurely)
        {
            // It broke the protocol, and has been told by a close.
            end.Soon();
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            end.Abort();
        }

        // Whole calls that came before a close are still served; SignalR takes half a call for a fault of ours.
        if (_begun > 0)
        {
            _pipe.Reader.CancelPendingRead();
        }

        await _pipe.Writer.CompleteAsync();
    }

    private async Task<bool> TakeAsync()
    {
        if (socket.State is WebSocketState.CloseReceived or WebSocketState.Closed)
        {
            return false;
        }

        var received = await socket.ReceiveAsync(_pipe.Writer.GetMemory(), end.Aborted);
        if (received.MessageType is WebSocketMessageType.Close)
        {
            return false;
        }

        if (end.Status is WebSocketCloseStatus.NormalClosure && Fault(received) is { } fault)
        {
            end.Because(fault.Status, fault.Reason);
            end.Soon();
            _pipe.Reader.CancelPendingRead();
        }

        if (end.Status is not WebSocketCloseStatus.NormalClosure)
        {
            // What still comes before the client's close is of no use.
            return true;
        }

        _pipe.Writer.Advance(received.Count);
        await _pipe.Writer.FlushAsync(end.Aborted);
        return true;

        (WebSocketCloseStatus Status, string Reason)? Fault(ValueWebSocketReceiveResult received) =>
            received.MessageType is WebSocketMessageType.Binary ? (WebSocketCloseStatus.InvalidMessageType, "Only text messages are taken here.")
            : !Measure(_pipe.Writer.GetMemory().Span[..received.Count]) ? (WebSocketCloseStatus.MessageTooBig, $"A message may have up to {maxMessage} bytes.")
            : null;
    }

    /// <summary>Counts the bytes of the message that has begun; false: too many.</summary>
    private bool Measure(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf(SharedMessage.RecordSeparator) is >= 0 and var separator)
        {
            if (_begun + separator + 1 > maxMessage)
            {
                return false;
            }

            _begun = 0;
            bytes = bytes[(separator + 1)..];
        }

        _begun += bytes.Length;
        return _begun <= maxMessage;
    }
}
