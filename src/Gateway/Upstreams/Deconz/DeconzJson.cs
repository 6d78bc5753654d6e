using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Gateway.Events;

namespace Gateway.Upstreams.Deconz;

/// <summary>What all readers of the gateway's JSON share. Slices are valid as long as their source is.</summary>
internal static class DeconzJson
{
    public const int MaxDepth = HubEvent.MaxDepth;

    public static Utf8JsonReader Reader(ReadOnlySpan<byte> json) => new(json, new JsonReaderOptions { MaxDepth = MaxDepth });

    /// <summary>Whether the whole is one JSON value that may be written to clients as it is.</summary>
    public static bool IsValid(ReadOnlySpan<byte> json)
    {
        try
        {
            // The reader lets broken UTF-8 pass inside texts, and a client's WebSocket would be closed for it.
            var reader = Reader(json);
            while (reader.Read())
            {
                // The reader itself is the check.
            }

            return !json.IsEmpty && Utf8.IsValid(json);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The value after a name, as bytes of <paramref name="source"/>; the reader stands at its end.</summary>
    public static ReadOnlySpan<byte> ReadValue(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> source)
    {
        reader.Read();
        return CurrentValue(ref reader, source);
    }

    public static ReadOnlySpan<byte> CurrentValue(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> source)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return source[start..(int)reader.BytesConsumed];
    }

    /// <summary>The text or number after a name without quotes and escapes; empty for anything else.</summary>
    public static ReadOnlySpan<byte> ReadText(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
        {
            return reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(CurrentText(ref reader)) : reader.ValueSpan;
        }

        reader.Skip();
        return default;
    }

    /// <summary>Whether the name the reader stands on is this one. The gateway escapes none of its own names.</summary>
    public static bool NameIs(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => !reader.ValueIsEscaped && reader.ValueSpan.SequenceEqual(name);

    /// <summary>The text or name the reader stands on; empty where it cannot be Unicode, which JSON allows.</summary>
    public static string CurrentText(scoped ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    /// <summary>The text or number of an object's member; empty where there is none. The JSON must be valid.</summary>
    public static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var reader = Reader(json);
        if (!IsObject(json) || !reader.Read())
        {
            return default;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (NameIs(ref reader, name))
            {
                return ReadText(ref reader);
            }

            reader.Skip();
        }

        return default;
    }

    /// <summary>Whether two valid values are written alike but for spaces between their parts. The same value may come written in both ways.</summary>
    public static bool IsSame(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.SequenceEqual(right))
        {
            return true;
        }

        var (isInText, l, r) = (false, 0, 0);
        while (true)
        {
            if (!isInText)
            {
                l = AfterSpaces(left, l);
                r = AfterSpaces(right, r);
            }

            if (l == left.Length || r == right.Length)
            {
                return l == left.Length && r == right.Length;
            }

            if (left[l] != right[r])
            {
                return false;
            }

            if (isInText && left[l] == (byte)'\\')
            {
                // What follows is escaped, and in valid JSON there is something.
                (l, r) = (l + 1, r + 1);
                if (r == right.Length || left[l] != right[r])
                {
                    return false;
                }
            }
            else if (left[l] == (byte)'"')
            {
                isInText = !isInText;
            }

            (l, r) = (l + 1, r + 1);
        }
    }

    private static int AfterSpaces(ReadOnlySpan<byte> json, int index)
    {
        while (index < json.Length && json[index] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            index++;
        }

        return index;
    }

    public static bool IsObject(ReadOnlySpan<byte> value) => value.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];
}
