using System.Text;
using Gateway.Configuration;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;
using Gateway.Upstreams.Transports;

namespace Gateway.Stress.Fuzzing.Codecs;

/// <summary>What takes secrets out of what is shown. The secret stands in most inputs, as it is and in disguise.</summary>
internal static class SecretCodecs
{
    private const string Token = "s3cr+t/Tok\"en&é-0123456789";

    private static readonly string[] Spellings =
        [Token, Uri.EscapeDataString(Token), Token.Replace("\"", "\\\"", StringComparison.Ordinal), Token.Replace("\"", "\\u0022", StringComparison.Ordinal), string.Concat(Token.Select(static letter => $"\\u{(int)letter:x4}")), Token.Replace("/", "\\/", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)];

    private static readonly string[] Json =
        [.. Spellings.Skip(1).Select(static spelling => $$"""{"message":"bad {{spelling}}","{{spelling}}":[1,"x{{spelling}}y{{spelling}}"]}"""), """{"a":"\ud800","b":["plain"]}"""];

    private static readonly TokenRedaction Redaction = new(new Secret(Token));

    private static readonly SocketIOSecrets Secrets = new(new SocketIOOptions(new Uri("http://127.0.0.1"), new TlsOptions(null, null)) { Token = new Secret(Token) });

    private static readonly HubHttpMask Mask = new([Token]);

    private static readonly string[] Credentials = ["gw_abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "Bearer abcdefghijklmnopqrstuvwxyz", "access_token=abcdefghijklmnopqrstuvwxyz", "gwt_abcdefghijklmnopqrstuvwxyz"];

    public static IEnumerable<FuzzCodec> All() =>
    [
        FuzzCodec.Of("token-redaction", Redact, Json) with { Around = ("{\"a\":[\"" + Spellings[4] + "\",", "]}"), MaxBytesPerByte = 200 },
        FuzzCodec.Of("socketio-secrets", RedactSocketIO, Json) with { Around = ("{\"a\":[\"" + Spellings[4] + "\",", "]}"), MaxBytesPerByte = 200 },
        FuzzCodec.Of("http-mask", MaskPieces, [.. Json, .. Spellings, Token + Token, "s3cr+t/Tok"]) with { Around = (Token, Token) },
        FuzzCodec.Of("log-redaction", CleanLog, [.. Credentials.Select(static secret => $"GET /live?id=1&{secret}&x=2 from 127.0.0.1"), "Authorization: Basic abc\nnext", "a bearer of news, gw_short"]) with { Around = ("Authorization: ", " x"), Longest = 1 << 20 },
        FuzzCodec.Of("shown-text", Show, "plain", "two\r\nlines", new string('x', 300), new string('é', 199) + "😀😀", "\u0085\u2028"),
    ];

    private static bool Redact(byte[] input)
    {
        var shown = Redaction.Clean(input.AsMemory());
        var isJson = Recorded.IsJson(input, maxDepth: 1_000);
        if (!isJson)
        {
            return false;
        }

        Must.Hold(Recorded.IsJson(shown.Span, maxDepth: 1_000), "JSON stays JSON", Encoding.UTF8.GetString(shown.Span));
        Must.Hold(Recorded.TextsIn(shown.Span).TrueForAll(IsClean), "no text of it has the token", Encoding.UTF8.GetString(shown.Span));
        Must.Hold(!shown.Span.SequenceEqual(input) || Recorded.TextsIn(input).TrueForAll(IsClean), "what is left as it is had no token");
        Must.Hold(IsClean(Redaction.Clean(Recorded.Text(input))), "no words have the token");
        return true;
    }

    private static bool RedactSocketIO(byte[] input)
    {
        var shown = Secrets.RedactJson(input);
        Must.Hold(IsClean(Encoding.UTF8.GetString(shown.Span)), "no secret is in it as it is", Encoding.UTF8.GetString(shown.Span));
        Must.Hold(IsClean(Secrets.Words(input)), "no words have a secret");
        if (!Recorded.IsJson(input))
        {
            return false;
        }

        Must.Hold(Recorded.IsJson(shown.Span), "JSON stays JSON", Encoding.UTF8.GetString(shown.Span));
        Must.Hold(Recorded.TextsIn(shown.Span).TrueForAll(IsClean), "no text of it has the token", Encoding.UTF8.GetString(shown.Span));
        SocketIOWords.Of(input, Secrets);
        return true;
    }

    private static bool MaskPieces(byte[] input)
    {
        var whole = (byte[])input.Clone();
        Mask.Clean(whole);
        Must.Hold(!HasSpelling(whole), "no spelling of the secret is left", Encoding.UTF8.GetString(whole));

        // As a body comes: what may be a secret's beginning waits for the next piece.
        var pieces = new List<byte>();
        var waiting = Array.Empty<byte>();
        for (var from = 0; from < input.Length; from += 11)
        {
            byte[] piece = [.. waiting, .. input.AsSpan(from, Math.Min(11, input.Length - from))];
            var open = Mask.Clean(piece);
            pieces.AddRange(piece.AsSpan(0, piece.Length - open));
            waiting = piece[^open..];
        }

        pieces.AddRange(waiting);
        Must.Hold(pieces.Count == input.Length, "lengths stay");
        Must.Hold(!HasSpelling([.. pieces]), "no spelling is left where it came in pieces", Encoding.UTF8.GetString([.. pieces]));
        return !whole.AsSpan().SequenceEqual(input);
    }

    private static bool CleanLog(byte[] input)
    {
        var text = Recorded.Text(input);
        var shown = LogRedaction.Clean(text);
        Must.Hold(!Credentials.Any(secret => shown.Contains(secret, StringComparison.Ordinal)), "no credential is left", shown);
        Must.Hold(string.Equals(LogRedaction.Clean(shown), shown, StringComparison.Ordinal) || shown.Contains("***", StringComparison.Ordinal), "what is clean stays as it is");
        return !string.Equals(shown, text, StringComparison.Ordinal);
    }

    private static bool Show(byte[] input)
    {
        var text = Recorded.Text(input);
        var shown = ShownText.Cut(text);
        Must.Hold(shown.Length <= 201 && !shown.Any(char.IsControl), "shown text is short and of one line");
        Must.Hold(!shown.EnumerateRunes().Any(static rune => rune == Rune.ReplacementChar) || text.Contains('\uFFFD', StringComparison.Ordinal), "no half character is shown");
        return true;
    }

    private static bool HasSpelling(byte[] bytes) => Spellings.Where(static (_, index) => index is 0 or 1 or 2).Any(spelling => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(spelling)) >= 0);

    private static bool IsClean(string text) => !text.Contains(Token, StringComparison.Ordinal) && !text.Contains(Spellings[1], StringComparison.Ordinal);
}
