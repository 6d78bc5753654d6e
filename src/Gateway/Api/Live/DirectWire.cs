using System.Buffers;
using Gateway.Delivery;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Api.Live;

/// <summary>Writes what a pump gathered as one WebSocket text frame: no pipe, no copy but the one that joins head and payload.</summary>
internal sealed class DirectWire(FrameWriter writer, ConnectionEnd end) : IClientWire
{
    public void Frame(IBufferWriter<byte> output, in Outgoing outgoing) => SignalRWire.Add(output, outgoing);

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> messages, CancellationToken cancellationToken)
    {
        var frame = ArrayPool<byte>.Shared.Rent(FrameHeader.MaxLength + messages.Length);
        try
        {
            messages.CopyTo(frame.AsMemory(FrameHeader.MaxLength));
            var start = FrameHeader.WriteBefore(frame.AsSpan(0, FrameHeader.MaxLength), messages.Length);
            var writing = writer.WriteAsync(frame.AsMemory(start, FrameHeader.MaxLength - start + messages.Length));
            if (!(writing.IsCompletedSuccessfully ? writing.Result : await WaitAsync(writing, cancellationToken)))
            {
                throw new ConnectionAbortedException("The client has gone.");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    /// <summary>A frame that is on its way is not cut at once when the connection ends: the client may well take it, and the close after it.</summary>
    private async Task<bool> WaitAsync(ValueTask<bool> writing, CancellationToken cancellationToken)
    {
        await using var ending = cancellationToken.UnsafeRegister(static state => ((ConnectionEnd)state!).Soon(), end);
        return await writing;
    }
}
