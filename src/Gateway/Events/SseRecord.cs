using System.Buffers;
using System.Text;

namespace Gateway.Events;

/// <summary>Server-Sent Events framing (WHATWG HTML, section 9.2).</summary>
internal static class SseRecord
{
    public static byte[] Make(string name, ReadOnlySpan<byte> payload, string? id)
    {
        var output = new ArrayBufferWriter<byte>(payload.Length + 64);
        Write(output, "event: ", name);
        WriteData(output, payload);
        if (id is not null)
        {
            Write(output, "id: ", id);
        }

        output.Write("\n"u8);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A line break in the payload is white space between JSON tokens; each line gets its own field, as the format wants.</summary>
    private static void WriteData(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> payload)
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

    private static void Write(ArrayBufferWriter<byte> output, string field, string value) =>
        Encoding.UTF8.GetBytes($"{field}{value}\n", output);
}
