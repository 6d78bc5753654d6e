using System.Buffers;
using System.Text.Json;

namespace Gateway.Upstreams.SocketIO.Packets;

/// <summary>
/// The two forms of binary in arguments: on the wire <c>{"_placeholder":true,"num":0}</c> with attachments beside it, towards
/// clients <c>{"$binary":"&lt;base64&gt;"}</c>. Everything else is copied as it stands.
/// </summary>
internal static class BinaryJson
{
    private const int MaxPlaceholder = 64;
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    /// <summary>Puts each attachment in its place.</summary>
    /// <param name="json">The packet's JSON.</param>
    /// <param name="attachments">By number.</param>
    /// <param name="maxBytes">How much binary may come out: a packet may name one attachment any number of times.</param>
    /// <param name="output">Where the JSON with the binary in it goes.</param>
    /// <exception cref="SocketIOFormatException">The JSON is broken, names an attachment that is not there, or too much comes out.</exception>
    public static void Inline(ReadOnlySpan<byte> json, IReadOnlyList<ReadOnlyMemory<byte>> attachments, long maxBytes, IBufferWriter<byte> output)
    {
        var total = 0L;
        Replace(json, output, "_placeholder"u8, (span, writer) =>
        {
            if (ReadPlaceholder(span) is not { } number)
            {
                return false;
            }

            if (number >= attachments.Count)
            {
                throw new SocketIOFormatException("a packet names an attachment it does not have");
            }

            total += attachments[number].Length;
            if (total > maxBytes)
            {
                throw new SocketIOFormatException($"a packet's attachments make more than {maxBytes} bytes");
            }

            WriteBinary(attachments[number].Span, writer);
            return true;
        });
    }

    /// <summary>Takes each binary out of its place. Returns what has to travel beside the JSON, in order.</summary>
    /// <exception cref="SocketIOFormatException">The JSON is broken.</exception>
    public static List<byte[]> Extract(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        var attachments = new List<byte[]>();
        Replace(json, output, "$binary"u8, (span, writer) =>
        {
            if (ReadBinary(span) is not { } bytes)
            {
                return false;
            }

            writer.Write("{\"_placeholder\":true,\"num\":"u8);
            System.Buffers.Text.Utf8Formatter.TryFormat(attachments.Count, writer.GetSpan(11), out var written);
            writer.Advance(written);
            writer.Write("}"u8);
            attachments.Add(bytes);
            return true;
        });
        return attachments;
    }

    private delegate bool Replacement(ReadOnlySpan<byte> value, IBufferWriter<byte> output);

    private static void Replace(ReadOnlySpan<byte> json, IBufferWriter<byte> output, ReadOnlySpan<byte> firstName, Replacement replacement)
    {
        var reader = new Utf8JsonReader(json, Options);
        var copied = 0;
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.StartObject)
                {
                    continue;
                }

                var from = (int)reader.TokenStartIndex;
                var look = reader;
                if (!look.Read() || look.TokenType != JsonTokenType.PropertyName || !look.ValueTextEquals(firstName) && !look.ValueTextEquals("num"u8))
                {
                    continue;
                }

                look = reader;
                look.Skip();
                var to = (int)look.BytesConsumed;
                output.Write(json[copied..from]);
                if (replacement(json[from..to], output))
                {
                    copied = to;
                    reader = look;
                }
                else
                {
                    copied = from;
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter for names with half a character in them, which only show when they are compared.
            throw new SocketIOFormatException("a packet's JSON is broken", exception);
        }

        output.Write(json[copied..]);
    }

    /// <summary>The number of the attachment, where the object is exactly a placeholder.</summary>
    private static int? ReadPlaceholder(ReadOnlySpan<byte> value)
    {
        if (value.Length > MaxPlaceholder)
        {
            return null;
        }

        var reader = new Utf8JsonReader(value);
        var isPlaceholder = false;
        int? number = null;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMark = reader.ValueTextEquals("_placeholder"u8);
            var isNumber = reader.ValueTextEquals("num"u8);
            reader.Read();
            if (isMark && reader.TokenType == JsonTokenType.True)
            {
                isPlaceholder = true;
            }
            else if (isNumber && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var read) && read >= 0)
            {
                number = read;
            }
            else
            {
                return null;
            }
        }

        return isPlaceholder ? number : null;
    }

    /// <summary>The bytes, where the object is exactly a binary.</summary>
    private static byte[]? ReadBinary(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        reader.Read();
        reader.Read();
        if (!reader.ValueTextEquals("$binary"u8) || !reader.Read() || reader.TokenType != JsonTokenType.String || !reader.TryGetBytesFromBase64(out var bytes))
        {
            return null;
        }

        return reader.Read() && reader.TokenType == JsonTokenType.EndObject ? bytes : null;
    }

    private static void WriteBinary(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        output.Write("{\"$binary\":\""u8);
        var span = output.GetSpan(System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(bytes.Length));
        System.Buffers.Text.Base64.EncodeToUtf8(bytes, span, out _, out var written);
        output.Advance(written);
        output.Write("\"}"u8);
    }
}
