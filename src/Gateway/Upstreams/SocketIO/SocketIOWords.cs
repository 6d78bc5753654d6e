using System.Text;
using System.Text.Json;

namespace Gateway.Upstreams.SocketIO;

/// <summary>A server's refusal in words: a text, or an object with a <c>message</c>, or whatever it sent.</summary>
internal static class SocketIOWords
{
    private const int Longest = 200;

    /// <param name="json">What the server said.</param>
    /// <param name="secrets">What is cut out, before the words are shortened: no piece of a secret may stay. Null: it is cut out already.</param>
    public static string Of(ReadOnlySpan<byte> json, SocketIOSecrets? secrets = null)
    {
        var words = Read(json).ReplaceLineEndings(" ");
        words = secrets?.Redact(words) ?? words;
        return words.Length <= Longest ? words : words[..Longest] + "…";
    }

    private static string Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String)
            {
                return message.GetString()!;
            }

            return root.ValueKind == JsonValueKind.String ? root.GetString()! : root.GetRawText();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return Encoding.UTF8.GetString(json);
        }
    }
}
