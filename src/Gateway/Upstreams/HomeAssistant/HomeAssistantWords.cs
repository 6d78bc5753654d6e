namespace Gateway.Upstreams.HomeAssistant;

/// <summary>The hub's own words inside ours: enough for a person, not as much as a hub likes to send.</summary>
internal static class HomeAssistantWords
{
    private const int Limit = 300;

    public static string Shorten(string words)
    {
        if (words.Length <= Limit)
        {
            return words;
        }

        var end = char.IsHighSurrogate(words[Limit - 1]) ? Limit - 1 : Limit;
        return words[..end] + "…";
    }

    /// <summary>Code and message out of a refusal.</summary>
    public static string OfError(ReadOnlySpan<byte> error)
    {
        var (code, message) = HomeAssistantPayload.ReadError(error);
        return Shorten(message.Length == 0 ? code : $"{code}: {message}");
    }
}
