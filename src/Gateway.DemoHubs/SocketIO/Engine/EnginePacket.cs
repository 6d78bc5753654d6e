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
            // EIO3 names the type after the b.
            var skipped = revision == 3 ? 2 : 1;
            var bytes = new byte[text.Length];
            return text.Length >= skipped && Convert.TryFromBase64Chars(text.AsSpan(skipped), bytes, out var length)
                ? new EnginePacket(bytes.AsMemory(0, length))
                : null;
        }

        return text is [>= '0' and <= '6', ..] ? new EnginePacket(text) : null;
    }

    /// <summary>The text form; base64 for a binary message.</summary>
    public string ToText(int revision) => IsBinary ? (revision == 3 ? "b4" : "b") + Convert.ToBase64String(Binary.Span) : Text;
}
