using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>
/// Turns the hub's epoch seconds into the ISO time of its REST API, and brings ISO times into that form. Works on the digits as sent: a double cannot hold
/// microseconds of today exactly, and both notations must name the same instant.
/// </summary>
internal static class HomeAssistantTime
{
    /// <summary>Length of <c>"2026-11-21T02:00:11.168466+00:00"</c> with its quotes.</summary>
    public const int MaxLength = 34;

    private const int MicrosecondDigits = 6;

    /// <summary>Of <c>2026-11-21T02:00:11.1684660Z</c>, and of its beginnings.</summary>
    private const int RoundTripLength = 28;
    private const int MicrosecondsLength = 26;
    private const int SecondsLength = 19;
    private const long MinMicroseconds = -62_135_596_800_000_000;
    private const long MaxMicroseconds = 253_402_300_799_999_999;

    private static ReadOnlySpan<byte> AfterDigits => "+00:00\""u8;

    /// <summary>Writes the time as a JSON text in the form of Python's isoformat; false when it is none, or outside of years 1 to 9999.</summary>
    /// <param name="time">A JSON number, epoch seconds, or a JSON text, an ISO time; without an offset it is UTC. Or empty: none.</param>
    public static bool TryFormat(ReadOnlySpan<byte> time, Span<byte> destination, out int written)
    {
        written = 0;
        if (time.IsEmpty)
            return false;
        if (time is [(byte)'"', ..] ? !TryReadIso(time, out var microseconds) : !TryReadMicroseconds(time, out microseconds))
            return false;

        // The round-trip form begins with the same digits, and the formatter knows it by heart, unlike a pattern of ours.
        Span<byte> roundTrip = stackalloc byte[RoundTripLength];
        _ = Utf8Formatter.TryFormat(DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), roundTrip, out _, new StandardFormat('O'));
        var digits = roundTrip[..(microseconds % 1_000_000 == 0 ? SecondsLength : MicrosecondsLength)];
        written = 1 + digits.Length + AfterDigits.Length;
        if (destination.Length < written)
        {
            written = 0;
            return false;
        }

        destination[0] = (byte)'"';
        digits.CopyTo(destination[1..]);
        AfterDigits.CopyTo(destination[(1 + digits.Length)..]);
        return true;
    }

    private static bool TryReadIso(ReadOnlySpan<byte> quoted, out long microseconds)
    {
        microseconds = 0;
        var json = new Utf8JsonReader(quoted);
        json.Read();

        // No hub escapes a time, and the reader throws on some escapes.
        if (json.ValueIsEscaped || !json.TryGetDateTime(out var time))
            return false;

        // With an offset it is that instant in the machine's zone, which only the other call tells without loss.
        var utc = time.Kind == DateTimeKind.Unspecified || !json.TryGetDateTimeOffset(out var exact) ? time : exact.UtcDateTime;
        microseconds = (utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        return true;
    }

    /// <summary>Rounds half to even, as the hub does.</summary>
    private static bool TryReadMicroseconds(ReadOnlySpan<byte> number, out long microseconds)
    {
        microseconds = 0;
        var negative = number is [(byte)'-', ..];
        if (negative)
            number = number[1..];

        var exponentAt = number.IndexOfAny("eE"u8);
        var mantissa = exponentAt < 0 ? number : number[..exponentAt];
        var exponent = exponentAt < 0 ? 0 : ReadExponent(number[(exponentAt + 1)..]);

        var point = mantissa.IndexOf((byte)'.');
        var whole = point < 0 ? mantissa : mantissa[..point];
        var fraction = point < 0 ? default : mantissa[(point + 1)..];

        // Digit number i of whole and fraction together is worth 10^(keep - 1 - i) microseconds.
        var keep = whole.Length + exponent + MicrosecondDigits;
        var digits = whole.Length + fraction.Length;
        for (long i = 0; i < Math.Max(keep, 0); i++)
        {
            if (i >= digits && microseconds == 0)
                break;

            microseconds = (microseconds * 10) + (i < digits ? DigitAt(whole, fraction, (int)i) : 0);
            if (microseconds > MaxMicroseconds)
                return false;
        }

        if (RoundsUp(whole, fraction, keep, microseconds))
            microseconds++;
        if (negative)
            microseconds = -microseconds;
        return microseconds is >= MinMicroseconds and <= MaxMicroseconds;
    }

    private static bool RoundsUp(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction, long keep, long microseconds)
    {
        var digits = whole.Length + fraction.Length;
        if (keep < 0 || keep >= digits)
            return false;

        var next = DigitAt(whole, fraction, (int)keep);
        if (next != 5)
            return next > 5;

        for (var i = (int)keep + 1; i < digits; i++)
        {
            if (DigitAt(whole, fraction, i) != 0)
                return true;
        }

        return long.IsOddInteger(microseconds);
    }

    private static int DigitAt(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction, int index)
    {
        return (index < whole.Length ? whole[index] : fraction[index - whole.Length]) - '0';
    }

    /// <summary>Capped far beyond what a frame has digits for: such a number is nothing, or no time at all.</summary>
    private static long ReadExponent(ReadOnlySpan<byte> text)
    {
        const long limit = 1_000_000_000_000;
        var negative = text is [(byte)'-', ..];
        long exponent = 0;
        foreach (var digit in text.TrimStart("+-"u8))
            exponent = Math.Min(limit, (exponent * 10) + digit - '0');
        return negative ? -exponent : exponent;
    }
}
