using System.Text;
using System.Text.Json;

namespace Gateway.Upstreams.Pryv;

/// <summary>What a server says when it says no (Pryv API, "Errors"; an open set of ids).</summary>
/// <param name="Id">Lower case with hyphens, whatever the dialect's style; empty when there is none.</param>
/// <param name="Message">For people. May quote what was sent.</param>
internal readonly record struct PryvError(string Id, string Message)
{
    private const int MaxWords = 300;

    public bool IsTokenDead => Id is "invalid-access-token";

    /// <summary>The answer would be too large: narrow or page.</summary>
    public bool IsTooMuch => Id is "too-many-results";

    /// <summary>The server has a bad moment; the token is not to blame.</summary>
    public bool IsPassing => Id is "api-unavailable" or "unexpected-error"
        || Message.StartsWith("Unexpected error", StringComparison.OrdinalIgnoreCase)
        || Message.Contains("unavailable", StringComparison.OrdinalIgnoreCase);

    /// <summary>The server asks to be tried later.</summary>
    public bool IsBusy => Id is "api-unavailable";

    public static PryvError Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, PryvJson.Options);
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                return new("", PryvJson.Text(ref reader) ?? "");
            }

            string id = "", message = "";
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            while (isObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isId = PryvJson.NameIs(ref reader, "id"u8);
                var isMessage = PryvJson.NameIs(ref reader, "message"u8);
                reader.Read();
                var text = reader.TokenType == JsonTokenType.String ? PryvJson.Text(ref reader) ?? "" : "";
                reader.Skip();
                id = isId ? text : id;
                message = isMessage ? text : message;
            }

            return new(id.ToLowerInvariant().Replace('_', '-'), message);
        }
        catch (JsonException)
        {
            return new("", Encoding.UTF8.GetString(json));
        }
    }

    /// <summary>Enough for a person, not as much as a server likes to send; shortened last, so that no piece of a token stays.</summary>
    public string Words(TokenRedaction redaction)
    {
        var words = redaction.Clean((Id, Message) switch
        {
            ("", "") => "no reason given",
            ("", _) => Message,
            (_, "") => Id,
            _ => $"{Id}: {Message}",
        });
        if (words.Length <= MaxWords)
        {
            return words;
        }

        var end = char.IsHighSurrogate(words[MaxWords - 1]) ? MaxWords - 1 : MaxWords;
        return words[..end] + "…";
    }
}
