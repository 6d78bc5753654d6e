using System.Globalization;
using System.Security.Cryptography;
using Gateway.Access;
using Gateway.Configuration;
using Microsoft.Extensions.Configuration;

namespace Gateway.Stress.Fuzzing.Codecs;

internal static class AccessCodecs
{
    public static IEnumerable<FuzzCodec> All() =>
    [
        FuzzCodec.Of(
            "scope", ReadScope, "read:home/entities/light.*", "read:*/*", "command:home", "command:home/light.*", "http:deconz/lights/*", "http:home/api/states", "raw:chat", "metrics", "admin", "read:home/a*b", "http:home/../x", "http:home/a//b") with { MaxBytesPerByte = 100 },
        FuzzCodec.Of("scope-pattern", Pattern, "a*\nab", "*\n", "abc\nabc*", "é*\né", "a\nb", "light.*\nlight.hall"),
        FuzzCodec.Of(
            "key-entry", Key,
            "wall tablet\n0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\nread:home/*\n2027-01-01",
            "x\nsha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef\nadmin\n2027-01-01T18:00:00Z", "y\ngw_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nraw:home\n") with { MaxBytes = 128 << 10, MaxBytesPerByte = 200 },
        FuzzCodec.Of("key-secret", Secret, "gw_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", KeySecret.Create(), "gw_", "gwt_AAAA"),
        FuzzCodec.Of("key-time", Time, "2027-01-01", "2027-01-01T18:00:00Z", "2027-01-01T18:00+01:00", "2027-01-01T18:00:00.1234567Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"),
    ];

    private static bool ReadScope(byte[] input)
    {
        var text = Recorded.Text(input);
        if (!Scope.TryParse(text, out var scope, out var fault))
        {
            Must.Hold(fault.Length > 0 && !fault.Any(char.IsControl), "a refusal has a reason, in one line", fault);
            return false;
        }

        Must.Hold(Scope.TryParse(scope.ToString(), out var again, out _) && again == scope, "a scope that is written is read as itself", scope.ToString());
        Must.Hold(scope.Kind != ScopeKind.Http || !scope.ToString().Split('/').Skip(1).Any(static segment => segment is "." or ".."), "a scope of paths leads nowhere else");
        return true;
    }

    private static bool Pattern(byte[] input)
    {
        var lines = Recorded.Text(input).Split('\n');
        if (lines.Length < 2)
        {
            return false;
        }

        var (one, other) = (ScopePattern.Of(lines[0]), ScopePattern.Of(lines[1]));
        Must.Hold(one.Meets(other) == other.Meets(one), "meeting is mutual");
        Must.Hold(one.Matches(lines[1]) == Naive(lines[0], lines[1]), "a pattern matches what the naive reading does");
        Must.Hold(!one.Matches(lines[1]) || other.IsWildcard || one.Meets(other), "what matches meets");
        Must.Hold(ScopePattern.Of(one.ToString()) == one, "a pattern that is written is read as itself");
        return true;
    }

    private static bool Naive(string pattern, string text)
    {
        for (var at = 0; ; at++)
        {
            if (at == pattern.Length - 1 && pattern[at] == '*')
            {
                return true;
            }

            if (at == pattern.Length || at == text.Length)
            {
                return at == pattern.Length && at == text.Length;
            }

            if (pattern[at] != text[at])
            {
                return false;
            }
        }
    }

    private static bool Key(byte[] input)
    {
        var lines = Recorded.Text(input).Split('\n');
        var entry = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Keys:0:Name"] = lines.ElementAtOrDefault(0),
            ["Keys:0:Hash"] = lines.ElementAtOrDefault(1),
            ["Keys:0:Scopes:0"] = lines.ElementAtOrDefault(2),
            ["Keys:0:Expires"] = lines.ElementAtOrDefault(3),
        };
        var faults = new ConfigurationFaults();
        var keys = KeyReader.Read(new SectionReader(new ConfigurationBuilder().AddInMemoryCollection(entry).Build().GetSection("Keys"), faults));
        Must.Hold(keys.Count == 1 || faults.All.Count > 0, "a key that is left out is told of");
        Must.Hold(!faults.All.Any(static fault => fault.Contains(":Hash", StringComparison.Ordinal) && fault.Contains("gw_", StringComparison.Ordinal)), "a key that stands where its hash belongs is not told");
        Must.Hold(keys.All(static key => key.Hash.Length == SHA256.HashSizeInBytes), "a hash has 32 bytes");
        return faults.All.Count == 0;
    }

    private static bool Secret(byte[] input)
    {
        var text = Recorded.Text(input);
        Must.Hold(KeySecret.Hash(text).Length == SHA256.HashSizeInBytes, "anything has a hash");
        var isWell = KeySecret.IsWellFormed(text);
        Must.Hold(!isWell || text.StartsWith(KeySecret.Prefix, StringComparison.Ordinal), "a key begins as keys do", text);
        Must.Hold(KeySecret.IsWellFormed(KeySecret.Create()), "a key that is made looks like one");
        return isWell;
    }

    private static bool Time(byte[] input)
    {
        if (KeyReader.Time(Recorded.Text(input)) is not { } time)
        {
            return false;
        }

        var written = time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);
        Must.Hold(KeyReader.Time(written) == time, "a time that is written is read as itself", written);
        return true;
    }
}
