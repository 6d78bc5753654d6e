using System.Buffers.Text;

namespace Gateway.Upstreams.SocketIO.Packets;

/// <summary>A binary message as text: <c>b4</c> and base64 in Engine.IO 3, <c>b</c> and base64 in 4.</summary>
internal static class BinaryText
{
    /// <summary>How long a binary message becomes, at most.</summary>
    public static int LengthOf(int bytes) => Base64.GetMaxEncodedToUtf8Length(bytes) + 2;

    public static byte[] Encode(ReadOnlySpan<byte> bytes, int revision)
    {
        var head = revision == 3 ? "b4"u8 : "b"u8;
        var text = new byte[head.Length + Base64.GetMaxEncodedToUtf8Length(bytes.Length)];
        head.CopyTo(text);
        Base64.EncodeToUtf8(bytes, text.AsSpan(head.Length), out _, out _);
        return text;
    }

    /// <summary>The base64 in it.</summary>
    public static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> text, int revision) =>
        revision == 3 && text is [_, (byte)'4', ..] ? text[2..] : text[1..];
}
