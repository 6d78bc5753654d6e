using System.Buffers;

namespace Gateway.Upstreams.SocketIO;

/// <summary>Buffers that serve one packet after the other.</summary>
internal static class ReusedBuffer
{
    private const int LargestKept = 1 << 20;

    /// <summary>The buffer, empty; another one when it has grown large: one huge packet must not keep its memory for the rest of the session.</summary>
    public static ArrayBufferWriter<byte> Emptied(this ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity > LargestKept)
        {
            return new ArrayBufferWriter<byte>();
        }

        buffer.ResetWrittenCount();
        return buffer;
    }
}
