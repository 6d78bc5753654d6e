using System.Buffers.Binary;

namespace Gateway.Api.Live;

/// <summary>The head of an unmasked, unfragmented WebSocket text frame (RFC 6455, section 5.2).</summary>
internal static class FrameHeader
{
    public const int MaxLength = 10;

    private const byte FinalText = 0x81;

    /// <summary>Makes a frame of a payload with <see cref="MaxLength"/> free bytes before it.</summary>
    public static ReadOnlyMemory<byte> Frame(Memory<byte> whole) =>
        whole[WriteBefore(whole.Span[..MaxLength], whole.Length - MaxLength)..];

    /// <summary>Writes the head so that it ends where <paramref name="room"/> ends; where it begins in it.</summary>
    /// <param name="room"><see cref="MaxLength"/> bytes before the payload.</param>
    /// <param name="payload">The payload's length in bytes.</param>
    public static int WriteBefore(Span<byte> room, int payload)
    {
        var length = payload switch
        {
            < 126 => 2,
            <= ushort.MaxValue => 4,
            _ => MaxLength,
        };
        var start = room.Length - length;
        var head = room[start..];
        head[0] = FinalText;
        switch (length)
        {
            case 2:
                head[1] = (byte)payload;
                break;
            case 4:
                head[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)payload);
                break;
            default:
                head[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(head[2..], (ulong)payload);
                break;
        }

        return start;
    }
}
