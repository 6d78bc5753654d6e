using System.Buffers;
using System.Text.Json;
using Gateway.Configuration;

namespace Gateway.Upstreams.Deconz;

/// <summary>Keeps API keys inside: the gateway's configuration lists every key that was ever given out.</summary>
internal static class DeconzSecrets
{
    /// <summary>The answer without any <c>whitelist</c> and without our own key, otherwise untouched. Empty when it is not JSON at all.</summary>
    public static ReadOnlyMemory<byte> Redact(ReadOnlyMemory<byte> answer, Secret key)
    {
        if (!DeconzJson.IsValid(answer.Span))
        {
            return default;
        }

        // By texts, not by bytes: the key's first digits may be the last of an escaped character before it.
        return new TokenRedaction(key).Clean(WithoutWhitelist(answer));
    }

    private static ReadOnlyMemory<byte> WithoutWhitelist(ReadOnlyMemory<byte> answer)
    {
        var json = answer.Span;
        var output = new ArrayBufferWriter<byte>(json.Length);
        var copied = 0;
        var reader = DeconzJson.Reader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && DeconzJson.CurrentText(ref reader) is "whitelist")
            {
                reader.Read();
                output.Write(json[copied..(int)reader.TokenStartIndex]);
                output.Write("{}"u8);
                reader.Skip();
                copied = (int)reader.BytesConsumed;
            }
        }

        if (copied == 0)
        {
            return answer;
        }

        output.Write(json[copied..]);
        return output.WrittenMemory;
    }
}
