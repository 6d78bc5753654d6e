using System.Security.Cryptography;

namespace Gateway.DemoHubs.HomeAssistant.Wire;

/// <summary>Context ids: 48 bits of milliseconds and 80 random bits in Crockford's base 32, 26 characters.</summary>
internal static class Ulid
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static string At(DateTimeOffset time) => string.Create(26, time.ToUnixTimeMilliseconds(), static (text, milliseconds) =>
    {
        for (var index = 9; index >= 0; index--, milliseconds >>= 5)
            text[index] = Alphabet[(int)(milliseconds & 31)];
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        for (var index = 0; index < random.Length; index++)
            text[10 + index] = Alphabet[random[index] & 31];
    });
}
