using System.Buffers;
using System.Text;

namespace Gateway.Events;

/// <summary>Server-Sent Events framing (WHATWG HTML, section 9.2).</summary>
internal static class SseRecord
{
    /// <summary>Writes a record without its id and the empty line that ends it.</summary>
    public static void Write(IBufferWriter<byte> output, MessageTarget target, ReadOnlySpan<byte> payload)
    {
        output.Write(target.SseHead);
        WriteData(output, payload);
    }

    /// <summary>The field that tells a client where it is.</summary>
    public static byte[] MakeId(string id) => Encoding.UTF8.GetBytes($"id: {id}\n");

    /// <summary>A line break in the payload is white space between JSON tokens; each line gets its own field, as the format wants.</summary>
    private static void WriteData(IBufferWriter<byte> output, ReadOnlySpan<byte> payload)
    {
        while (true)
        {
            var end = payload.IndexOfAny((byte)'\n', (byte)'\r');
            output.Write("data: "u8);
            output.Write(end < 0 ? payload : payload[..end]);
            output.Write("\n"u8);
            if (end < 0)
            {
                return;
            }

            payload = payload[(end + 1)..];
        }
    }
}
