using System.Globalization;
using System.Text;

namespace Gateway.Benchmarks.FanOut.Load;

/// <summary>
/// What an event carries for the measurement: its number and the moment it was to be sent, in plain digits behind a character
/// that stands nowhere else, so that every contender's bytes are read by the same few lines.
/// </summary>
internal static class Stamp
{
    public const byte Mark = (byte)'~';
    public const int Length = 1 + NumberDigits + TimeDigits;
    private const int NumberDigits = 10;
    private const int TimeDigits = 19;

    /// <summary>A JSON object of exactly that size with room for a stamp.</summary>
    public static string Payload(int size)
    {
        var empty = $$"""{"at":"{{(char)Mark}}{{new string('0', Length - 1)}}","text":""}""";
        return empty.Insert(empty.Length - 2, new string('x', size - empty.Length));
    }

    /// <summary>Where the one stamp of a frame stands; its head may hold the same byte, as a length.</summary>
    public static int Find(ReadOnlySpan<byte> frame) => frame.LastIndexOf(Mark);

    public static void Write(Span<byte> stamp, long number, long time)
    {
        WriteDigits(stamp.Slice(1, NumberDigits), number);
        WriteDigits(stamp.Slice(1 + NumberDigits, TimeDigits), time);
    }

    public static (long Number, long Time) Read(ReadOnlySpan<byte> stamp) =>
        (ReadDigits(stamp.Slice(1, NumberDigits)), ReadDigits(stamp.Slice(1 + NumberDigits, TimeDigits)));

    private static void WriteDigits(Span<byte> digits, long value)
    {
        for (var index = digits.Length - 1; index >= 0; index--)
        {
            digits[index] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }

    private static long ReadDigits(ReadOnlySpan<byte> digits)
    {
        var value = 0L;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"An event arrived broken: '{Encoding.UTF8.GetString(digits)}'."));
            }

            value = (value * 10) + (digit - '0');
        }

        return value;
    }
}
