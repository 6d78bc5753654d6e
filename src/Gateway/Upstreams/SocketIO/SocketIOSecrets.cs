using System.Text;
using System.Text.Encodings.Web;
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

    public byte[] Redact(ReadOnlySpan<byte> words) => Encoding.UTF8.GetBytes(Redact(Encoding.UTF8.GetString(words)));

    /// <summary>As it is, in a URL, and in JSON.</summary>
    private static string[] Forms(string secret) => [secret, Uri.EscapeDataString(secret), JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret)];
}
