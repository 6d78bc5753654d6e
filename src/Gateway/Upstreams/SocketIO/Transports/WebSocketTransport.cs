using System.Buffers;
using System.Buffers.Text;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using Gateway.Upstreams.SocketIO.Packets;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.SocketIO.Transports;

/// <summary>One packet is one WebSocket message; binary ones are marked in each revision's way.</summary>
/// <param name="socket">Owned from now on.</param>
/// <param name="revision">The wire format.</param>
/// <param name="base64">Whether binary is written as text.</param>
/// <param name="maxBytes">The largest packet that is taken; one that came as base64 is longer, and the socket must take that.</param>
internal sealed class WebSocketTransport(UpstreamSocket socket, EngineRevision revision, bool base64, int maxBytes) : IEngineTransport
{
    private const byte Message = 4;
    private const int LargestKept = 1 << 20;
    private byte[] _decoded = [];

    public TimeSpan Silence => socket.Silence;

    public bool IsStream => true;

    public ValueTask<EnginePacket> ReadAsync(CancellationToken cancellationToken)
    {
        ValueTask<UpstreamFrame> reading;
        try
        {
            reading = socket.ReadAsync(cancellationToken);
        }
        catch (Exception exception) when (IsOfConnection(exception))
        {
            throw FaultOf(exception);
        }

        return reading.IsCompletedSuccessfully ? new(PacketOf(reading.Result)) : AwaitAsync(reading);
    }

    public async ValueTask WriteAsync(OutboundBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            for (var number = 0; number < batch.Items.Count; number++)
            {
                var item = batch.Items[number];
                for (var index = batch.MayWrite(item) ? item.First : item.End; index < item.End; index++)
                {
                    await SendAsync(batch, index, cancellationToken);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            throw new EngineTransportException(DisconnectReason.HubClosed("The WebSocket to the server broke while writing."), exception);
        }
    }

    public Task CloseAsync(CancellationToken cancellationToken) => socket.CloseAsync(cancellationToken);

    public void Abort() => socket.Abort();

    public ValueTask DisposeAsync() => socket.DisposeAsync();

    private ValueTask SendAsync(OutboundBatch batch, int index, CancellationToken cancellationToken) => (batch.IsBinary(index), base64) switch
    {
        (false, _) => socket.SendAsync(batch[index], WebSocketMessageType.Text, cancellationToken),
        (true, true) => socket.SendAsync(BinaryText.Encode(batch[index].Span, revision.Number), WebSocketMessageType.Text, cancellationToken),
        _ => socket.SendAsync(revision.Number == 3 ? batch.Marked(index) : batch[index], WebSocketMessageType.Binary, cancellationToken),
    };

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<EnginePacket> AwaitAsync(ValueTask<UpstreamFrame> reading)
    {
        try
        {
            return PacketOf(await reading);
        }
        catch (Exception exception) when (IsOfConnection(exception))
        {
            throw FaultOf(exception);
        }
    }

    private static bool IsOfConnection(Exception exception) =>
        exception is WebSocketException or IOException and not EngineTransportException or ObjectDisposedException or InvalidOperationException or InvalidDataException;

    private static EngineTransportException FaultOf(Exception exception) => new(
        exception is InvalidDataException
            ? DisconnectReason.ProtocolFault(exception.Message)
            : DisconnectReason.HubClosed("The WebSocket to the server broke without a closing handshake."),
        exception);

    private EnginePacket PacketOf(in UpstreamFrame frame) => frame.Type switch
    {
        not WebSocketMessageType.Close when frame.Bytes.Length > maxBytes && !IsBinaryText(frame) => throw new EngineTransportException(
            DisconnectReason.ProtocolFault($"A message from the hub is larger than {maxBytes} bytes.")),
        WebSocketMessageType.Text when frame.Bytes.Span is not [(byte)'b', ..] => new EnginePacket(EnginePacketKind.Text, frame.Bytes),
        WebSocketMessageType.Close => new EnginePacket(
            EnginePacketKind.Closed, Encoding.UTF8.GetBytes($"The server closed the WebSocket (code {(int?)socket.CloseStatus ?? 1005}).")),
        WebSocketMessageType.Binary => new EnginePacket(EnginePacketKind.Binary, WithoutMark(frame.Bytes)),
        _ when revision.Number != 0 && Decode(frame.Bytes.Span) is { } decoded => new EnginePacket(EnginePacketKind.Binary, decoded),
        _ => new EnginePacket(EnginePacketKind.Text, frame.Bytes),
    };

    private bool IsBinaryText(in UpstreamFrame frame) => revision.Number != 0 && frame.Type == WebSocketMessageType.Text && frame.Bytes.Span is [(byte)'b', ..];

    private ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> bytes) =>
        revision.Number == 3 && bytes.Span is [Message, ..] ? bytes[1..] : bytes;

    /// <summary>Null when it is no base64; a plain <c>null</c> would become an empty memory here.</summary>
    private ReadOnlyMemory<byte>? Decode(ReadOnlySpan<byte> text)
    {
        var encoded = BinaryText.Content(text, revision.Number);
        if (_decoded.Length < encoded.Length || _decoded.Length > LargestKept)
        {
            _decoded = new byte[encoded.Length];
        }

        return Base64.DecodeFromUtf8(encoded, _decoded, out _, out var written) == OperationStatus.Done ? _decoded.AsMemory(0, written) : default(ReadOnlyMemory<byte>?);
    }
}
