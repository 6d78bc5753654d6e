using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Upstreams.SocketIO.Packets;

namespace Gateway.Upstreams.SocketIO;

/// <summary>What must not appear in words of the server: some repeat the token they were sent, as text or as part of a URL.</summary>
internal sealed class SocketIOSecrets
{
    private const int Longest = 200;
    private readonly string[] _secrets;

    public SocketIOSecrets(SocketIOOptions options)
    {
        // The longest first: one may be a part of another.
        _secrets = [.. options.Secrets.Append(options.Token?.Reveal() ?? "").Where(static secret => secret.Length > 0).SelectMany(Forms)
            .Distinct(StringComparer.Ordinal).OrderByDescending(static form => form.Length)];
    }

    public string Redact(string words)
    {
        foreach (var secret in _secrets)
        {
            words = words.Replace(secret, "***", StringComparison.Ordinal);
        }

        return words;
    }

    /// <summary>The body of an HTTP answer as words for people; shortened last, so that no piece of a secret stays.</summary>
    public string Words(ReadOnlySpan<byte> body)
    {
        var words = Redact(EngineError.Words(body));
        return words.Length <= Longest ? words : words[..Longest] + "…";
    }

    /// <summary>What the server said as JSON, which it stays. Where a secret stands in it as no text of its own, all of it goes.</summary>
    public ReadOnlyMemory<byte> RedactJson(ReadOnlySpan<byte> json)
    {
        var text = Encoding.UTF8.GetString(json);
        var redacted = Redact(text);
        var bytes = string.Equals(text, redacted, StringComparison.Ordinal) ? json.ToArray() : Encoding.UTF8.GetBytes(redacted);
        return (IsClean(bytes) ?? (IsClean(json) is null)) ? bytes : "\"***\""u8.ToArray();
    }

    /// <summary>Whether no text in it is a secret in disguise, such as <c>\u0074oken</c>; null when it is no JSON.</summary>
    private bool? IsClean(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.String or JsonTokenType.PropertyName, ValueIsEscaped: true }
                    && TextOf(ref reader) is { } text && !string.Equals(text, Redact(text), StringComparison.Ordinal))
                {
                    return false;
                }
            }

            return true;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Null when it is no Unicode.</summary>
    private static string? TextOf(ref Utf8JsonReader reader)
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

    /// <summary>As it is, in a URL, and in JSON.</summary>
    private static string[] Forms(string secret) => [secret, Uri.EscapeDataString(secret), JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret)];
}
