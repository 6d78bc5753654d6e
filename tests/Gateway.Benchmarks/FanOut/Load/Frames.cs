using System.Buffers.Binary;

namespace Gateway.Benchmarks.FanOut.Load;

/// <summary>Parts a server's bytes into WebSocket messages and counts the stamps in them.</summary>
internal static class Frames
{
    private const byte Final = 0x80;

    /// <summary>Answers how many bytes were whole messages. A message of several frames is moved together, in place.</summary>
    public static int Count(Span<byte> data, Tally? tally)
    {
        var now = TimeProvider.System.GetTimestamp();
        var taken = 0;
        while (TryMessage(data[taken..], out var length))
        {
            if (tally is not null)
            {
                CountStamps(Payload(data.Slice(taken, length)), tally, now);
            }

            taken += length;
        }

        return taken;
    }

    private static bool TryMessage(ReadOnlySpan<byte> data, out int length)
    {
        length = 0;
        while (TryHead(data[length..], out var head, out var payload) && data.Length - length - head >= payload)
        {
            var isFinal = (data[length] & Final) != 0;
            length += head + payload;
            if (isFinal)
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<byte> Payload(Span<byte> message)
    {
        _ = TryHead(message, out var start, out var first);
        var end = start + first;
        for (var next = end; next < message.Length;)
        {
            _ = TryHead(message[next..], out var head, out var length);
            message.Slice(next + head, length).CopyTo(message[end..]);
            end += length;
            next += head + length;
        }

        return message[start..end];
    }

    private static void CountStamps(ReadOnlySpan<byte> payload, Tally tally, long now)
    {
        for (var at = payload.IndexOf(Stamp.Mark); at >= 0; at = payload.IndexOf(Stamp.Mark))
        {
            var (number, time) = Stamp.Read(payload[at..]);
            tally.Count(number, time, now);
            payload = payload[(at + Stamp.Length)..];
        }
    }

    private static bool TryHead(ReadOnlySpan<byte> data, out int head, out int length)
    {
        head = 2;
        length = data.Length < 2 ? 0 : data[1] & 0x7F;
        switch (length)
        {
            case 126:
                head = 4;
                length = data.Length < head ? 0 : BinaryPrimitives.ReadUInt16BigEndian(data[2..]);
                break;
            case 127:
                head = 10;
                length = data.Length < head ? 0 : (int)BinaryPrimitives.ReadInt64BigEndian(data[2..]);
                break;
        }

        return data.Length >= head;
    }
}
