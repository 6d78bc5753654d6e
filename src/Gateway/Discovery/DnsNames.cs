using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Gateway.Discovery;

/// <summary>
/// Names as they stand in DNS messages (RFC 1035, section 4.1.4), and as texts: labels joined by dots, without one at the end; a dot
/// or a backslash within a label has a backslash before it, as services are called by people ("Anna's house v1.2").
/// </summary>
internal static class DnsNames
{
    private const int MaxBytes = 254;
    private const int MaxLabel = 63;
    private const int Pointer = 0xC0;

    /// <summary>Names are compressed by one pointer, or a few: a whole message of them would be walked for each of its records.</summary>
    private const int MaxPointers = 64;

    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>Reads a name; false where it is none. However it points around, each step leads further to the front, and there are few of them.</summary>
    /// <param name="message">The whole message.</param>
    /// <param name="at">Where the name begins; where what follows it begins.</param>
    /// <param name="name">The name; empty for the root.</param>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int at, [NotNullWhen(true)] out string? name)
    {
        name = null;
        var text = new StringBuilder();
        var (position, end, front, length, pointers) = (at, -1, at, 0, 0);
        while (position < message.Length && message[position] is var size)
        {
            if (size == 0)
            {
                at = end < 0 ? position + 1 : end;
                name = text.ToString();
                return true;
            }

            if ((size & Pointer) == Pointer)
            {
                var target = position + 1 < message.Length ? ((size & ~Pointer) << 8) | message[position + 1] : front;
                if (target >= front || ++pointers > MaxPointers)
                {
                    return false;
                }

                end = end < 0 ? position + 2 : end;
                position = front = target;
                continue;
            }

            length += size + 1;
            if (size > MaxLabel || length > MaxBytes || position + 1 + size > message.Length)
            {
                return false;
            }

            Append(text, message.Slice(position + 1, size));
            position += 1 + size;
        }

        return false;
    }

    /// <summary>Writes a name, uncompressed; false, with nothing written, where a label or the whole is too long, or a label empty.</summary>
    public static bool TryWrite(List<byte> output, string name)
    {
        var begin = output.Count;
        foreach (var label in Labels(name))
        {
            var bytes = Encoding.UTF8.GetBytes(label);
            if (bytes.Length is 0 or > MaxLabel || output.Count - begin + bytes.Length + 1 > MaxBytes)
            {
                output.RemoveRange(begin, output.Count - begin);
                return false;
            }

            output.Add((byte)bytes.Length);
            output.AddRange(bytes);
        }

        output.Add(0);
        return true;
    }

    /// <summary>The first label, as people wrote it.</summary>
    public static string First(string name) => Labels(name).FirstOrDefault("");

    private static void Append(StringBuilder text, ReadOnlySpan<byte> label)
    {
        if (text.Length > 0)
        {
            text.Append('.');
        }

        foreach (var letter in Encoding.UTF8.GetString(label))
        {
            if (letter is '.' or '\\')
            {
                text.Append('\\');
            }

            text.Append(letter);
        }
    }

    private static IEnumerable<string> Labels(string name)
    {
        var label = new StringBuilder();
        for (var at = 0; at < name.Length; at++)
        {
            if (name[at] == '.')
            {
                yield return label.ToString();
                label.Clear();
                continue;
            }

            at += name[at] == '\\' && at + 1 < name.Length ? 1 : 0;
            label.Append(name[at]);
        }

        if (name.Length > 0)
        {
            yield return label.ToString();
        }
    }
}
