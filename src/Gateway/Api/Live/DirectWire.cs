using System.Buffers;
using Gateway.Delivery;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Api.Live;

/// <summary>Writes what a pump gathered as one WebSocket text frame: no pipe, no copy.</summary>
internal sealed class DirectWire(FrameWriter writer, ConnectionEnd end) : IClientWire
{
    public int Headroom => FrameHeader.MaxLength;

    public Action? PartTaken { get; set; }

    public void Frame(IBufferWriter<byte> output, in Outgoing outgoing) => SignalRWire.Add(output, outgoing);

    public ValueTask WriteAsync(Memory<byte> messages, CancellationToken cancellationToken)
    {
        var writing = writer.WriteAsync(FrameHeader.Frame(messages), partTaken: PartTaken);
        if (!writing.IsCompletedSuccessfully)
        {
            return new ValueTask(WaitAsync(writing.AsTask(), cancellationToken));
        }

        return writing.Result ? ValueTask.CompletedTask : ValueTask.FromException(Gone());
    }

    /// <summary>A frame that is on its way is not cut at once when the connection ends: the client may well take it, and the close after it.</summary>
    private async Task WaitAsync(Task<bool> writing, CancellationToken cancellationToken)
    {
        await using var ending = cancellationToken.UnsafeRegister(static state => ((ConnectionEnd)state!).Soon(), end);
        if (!await writing)
        {
            throw Gone();
        }
    }

    private static ConnectionAbortedException Gone() => new("The client has gone.");
}
