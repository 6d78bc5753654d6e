using System.Globalization;
using System.Security.Cryptography;

namespace Gateway.Events;

/// <summary>
/// A place in a hub's event stream, written <c>epoch:sequence</c>. Sequences ascend by one with each event, and where the
/// gateway begins to ask for something: so a cursor tells on which side of that it was given out. A new epoch means that continuity with earlier cursors was lost.
/// </summary>
internal readonly record struct Cursor(string Epoch, long Sequence)
{
    private const int MaxEpochLength = 32;

    public static string NewEpoch() => RandomNumberGenerator.GetHexString(8, lowercase: true);

    /// <summary>Reads what <see cref="ToString"/> wrote. Anything else, also a negative sequence, is not a cursor.</summary>
    public static bool TryParse(string? text, out Cursor cursor)
    {
        cursor = default;
        if (text is null)
        {
            return false;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon is <= 0 or > MaxEpochLength
            || !long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            || text.AsSpan(0, colon).ContainsAnyExcept(EpochCharacters))
        {
            return false;
        }

        cursor = new Cursor(text[..colon], sequence);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}:{Sequence}");

    private static readonly System.Buffers.SearchValues<char> EpochCharacters =
        System.Buffers.SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
}
