using System.Globalization;
using System.Text.Json;

namespace Gateway.Upstreams.Pryv;

/// <summary>Slices and texts of JSON read in place.</summary>
internal static class PryvJson
{
    /// <summary>The reader does not recurse, so depth costs a bit each; what it holds is passed on, not built.</summary>
    public static JsonReaderOptions Options => new() { MaxDepth = 1_000 };

    /// <summary>The value the reader stands on, as a place in what it reads; the reader is moved to the value's end.</summary>
    public static Range Value(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }

    /// <summary>Moves the reader to the end of the value it stands on; false when that is nested deeper.</summary>
    public static bool TrySkip(ref Utf8JsonReader reader, int deepest)
    {
        var end = reader.CurrentDepth;
        var isWithin = true;
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            isWithin = end < deepest;
            while (reader.Read() && reader.CurrentDepth > end)
            {
                isWithin &= reader.CurrentDepth < deepest || reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray);
            }
        }

        return isWithin;
    }

    /// <summary>Whether the reader stands on this name. An escaped one is compared unescaped, where that is possible at all.</summary>
    public static bool NameIs(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan.SequenceEqual(name);
        }

        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The text the reader stands on; null when it is half a surrogate pair, which JSON allows and Unicode does not.</summary>
    public static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The number the reader stands on; null when it is none, or no finite one.</summary>
    public static double? Number(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    /// <summary>A time in seconds as the server writes it, never with an exponent.</summary>
    public static string Seconds(double seconds) => seconds.ToString("0.##########", CultureInfo.InvariantCulture);
}
