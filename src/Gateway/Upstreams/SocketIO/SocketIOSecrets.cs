using System.Text;

namespace Gateway.Upstreams.SocketIO;

/// <summary>What must not appear in words of the server: some repeat the token they were sent, as text or as part of a URL.</summary>
internal sealed class SocketIOSecrets(IReadOnlyList<string> secrets)
{
    public static SocketIOSecrets None { get; } = new([]);

    public string Redact(string words)
    {
        foreach (var secret in secrets)
        {
            if (secret.Length > 0)
            {
                words = words.Replace(secret, "***", StringComparison.Ordinal).Replace(Uri.EscapeDataString(secret), "***", StringComparison.Ordinal);
            }
        }

        return words;
    }

    public byte[] Redact(ReadOnlySpan<byte> words) => Encoding.UTF8.GetBytes(Redact(Encoding.UTF8.GetString(words)));
}
