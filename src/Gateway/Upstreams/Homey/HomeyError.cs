using System.Buffers.Text;
using System.Net;
using System.Text;
using Gateway.Configuration;

namespace Gateway.Upstreams.Homey;

/// <summary>
/// The hub's no, in any of its shapes: a text, or an object with <c>error</c>, <c>error_description</c>, <c>statusCode</c> or
/// <c>code</c>, and <c>stack</c>.
/// </summary>
/// <param name="Status">An HTTP status, also where it came over the socket; null when there is none.</param>
/// <param name="Words">For people, short and free of secrets.</param>
/// <param name="Json">The hub's own, untouched but for call stacks and our token, which are taken out.</param>
internal sealed record HomeyError(int? Status, string Words, ReadOnlyMemory<byte> Json)
{
    private const int Limit = 300;
    private const string Hidden = "***";

    /// <summary>The token is not good, or not any more.</summary>
    public bool IsAuthentication => Status == (int)HttpStatusCode.Unauthorized;

    /// <summary>The hub says that the token was good and is so no more.</summary>
    public bool IsExpired => IsAuthentication && HomeyJson.StringOf(HomeyJson.Member(Json.Span, "error"u8)) is "session_expired";

    /// <summary>The hub is asked too much.</summary>
    public bool IsBusy => Status is (int)HttpStatusCode.TooManyRequests or (int)HttpStatusCode.ServiceUnavailable;

    /// <param name="json">The error's JSON, valid.</param>
    public static HomeyError Of(ReadOnlySpan<byte> json, Secret token)
    {
        var status = StatusOf(HomeyJson.Member(json, "statusCode"u8)) ?? StatusOf(HomeyJson.Member(json, "code"u8));
        return new HomeyError(status, Shorten(Redact(WordsOf(json, status), token)), Clean(json, token));
    }

    /// <summary>What came with an HTTP status that is no success; the body may be JSON, text or nothing.</summary>
    public static HomeyError OfHttp(HttpStatusCode status, ReadOnlySpan<byte> body, Secret token)
    {
        byte[] text = HomeyJson.IsValid(body) ? body.ToArray() : HomeyJson.Quote(body);
        var said = body.IsEmpty ? null : Of(text, token);
        var words = said is null or { Words: "" } ? $"HTTP {(int)status}" : $"HTTP {(int)status}, {said.Words}";
        return new HomeyError((int)status, words, said?.Json ?? ReadOnlyMemory<byte>.Empty);
    }

    /// <summary>The hub's words, which may quote what we sent.</summary>
    public static string Redact(string words, Secret token) => words.Replace(token.Reveal(), Hidden, StringComparison.Ordinal);

    public static string Shorten(string words)
    {
        if (words.Length <= Limit)
        {
            return words;
        }

        var end = char.IsHighSurrogate(words[Limit - 1]) ? Limit - 1 : Limit;
        return words[..end] + "…";
    }

    private static string WordsOf(ReadOnlySpan<byte> json, int? status)
    {
        if (HomeyJson.StringOf(json) is { } text)
        {
            return text;
        }

        string?[] said =
        [
            HomeyJson.StringOf(HomeyJson.Member(json, "error"u8)),
            HomeyJson.StringOf(HomeyJson.Member(json, "error_description"u8)),
            HomeyJson.StringOf(HomeyJson.Member(json, "message"u8)),
        ];
        var words = string.Join(": ", said.Where(static part => !string.IsNullOrWhiteSpace(part)).Distinct(StringComparer.Ordinal));
        return words.Length > 0 ? words : status is null ? "no reason given" : $"status {status}";
    }

    private static int? StatusOf(ReadOnlySpan<byte> json)
    {
        var digits = json is [(byte)'"', .., (byte)'"'] ? json[1..^1] : json;
        return Utf8Parser.TryParse(digits, out int status, out var length) && length == digits.Length ? status : null;
    }

    private static byte[] Clean(ReadOnlySpan<byte> json, Secret token)
    {
        var clean = HomeyJson.Without(json, "stack"u8);
        if (clean.AsSpan().IndexOf(Encoding.UTF8.GetBytes(token.Reveal())) < 0)
        {
            return clean;
        }

        var redacted = Encoding.UTF8.GetBytes(Redact(Encoding.UTF8.GetString(clean), token));
        return HomeyJson.IsValid(redacted) ? redacted : "\"***\""u8.ToArray();
    }
}
