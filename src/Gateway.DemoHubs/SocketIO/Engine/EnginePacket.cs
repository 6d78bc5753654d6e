using System.Text;

namespace Gateway.DemoHubs.SocketIO.Engine;

/// <summary>One Engine.IO packet: text which begins with its type digit, or the bytes of a binary message.</summary>
internal sealed class EnginePacket
{
    private byte[]? _utf8;

    public EnginePacket(string text) => Text = text;

    public EnginePacket(ReadOnlyMemory<byte> binary)
    {
        Text = "4";
        Binary = binary;
        IsBinary = true;
    }

    public static EnginePacket Close { get; } = new("1");

    public static EnginePacket Ping { get; } = new("2");

    public static EnginePacket Pong { get; } = new("3");

    public static EnginePacket Noop { get; } = new("6");

    public string Text { get; }

    public ReadOnlyMemory<byte> Binary { get; }

    public bool IsBinary { get; }

    public char Type => Text.Length > 0 ? Text[0] : '\0';

    /// <summary>What follows the type digit.</summary>
    public string Data => Text[1..];

    /// <summary>Encoded once, however many clients it goes to.</summary>
    public byte[] Utf8 => _utf8 ??= Encoding.UTF8.GetBytes(Text);

    public int Size => IsBinary ? Binary.Length : Text.Length;

    /// <summary>Null where the text is no packet. Base64 text becomes a binary message.</summary>
    public static EnginePacket? Read(string text, int revision)
    {
        if (text.StartsWith('b'))
        {
            if (revision == 4)
                return FromBase64(text.AsSpan(1));
            return text is ['b', '4', ..] ? FromBase64(text.AsSpan(2)) : Noop;
        }

        return text is [>= '0' and <= '6', ..] ? new EnginePacket(text) : null;
    }

    /// <summary>EIO3 names the type in front of the bytes; it passes over one it does not know.</summary>
    public static EnginePacket Read(ReadOnlySpan<byte> bytes, int revision)
    {
        if (revision == 4)
            return new EnginePacket(bytes.ToArray().AsMemory());
        return bytes is [4, ..] ? new EnginePacket(bytes[1..].ToArray().AsMemory()) : Noop;
    }

    /// <summary>The text form; base64 for a binary message.</summary>
    public string ToText(int revision) => IsBinary ? (revision == 3 ? "b4" : "b") + Convert.ToBase64String(Binary.Span) : Text;

    private static EnginePacket FromBase64(ReadOnlySpan<char> text)
    {
        // Node takes what it can read.
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64Chars(text, bytes, out var length) ? new EnginePacket(bytes.AsMemory(0, length)) : new EnginePacket(Memory<byte>.Empty);
    }
}
