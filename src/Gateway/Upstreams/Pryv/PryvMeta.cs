using System.Text.Json;

namespace Gateway.Upstreams.Pryv;

/// <summary>What the server says of itself in an answer's <c>meta</c>.</summary>
/// <param name="ApiVersion">Its own version. No test of what it can do: servers are ahead of what they say.</param>
/// <param name="ServerTime">Its clock, in seconds.</param>
internal readonly record struct PryvMeta(string? ApiVersion, double? ServerTime)
{
    /// <param name="bearer">An object that may have a member <c>meta</c>; anything else has none.</param>
    public static PryvMeta Read(ReadOnlySpan<byte> bearer)
    {
        try
        {
            var reader = new Utf8JsonReader(bearer, PryvJson.Options);
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var isMeta = PryvJson.NameIs(ref reader, "meta"u8);
                    reader.Read();
                    if (isMeta && reader.TokenType == JsonTokenType.StartObject)
                    {
                        return ReadMeta(ref reader);
                    }

                    reader.Skip();
                }
            }
        }
        catch (JsonException)
        {
            return default;
        }

        return default;
    }

    /// <summary>From the opening brace on.</summary>
    public static PryvMeta ReadMeta(ref Utf8JsonReader reader)
    {
        var meta = default(PryvMeta);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isVersion = PryvJson.NameIs(ref reader, "apiVersion"u8);
            var isTime = PryvJson.NameIs(ref reader, "serverTime"u8);
            reader.Read();
            meta = meta with
            {
                ApiVersion = isVersion && reader.TokenType == JsonTokenType.String ? PryvJson.Text(ref reader) : meta.ApiVersion,
                ServerTime = isTime ? PryvJson.Number(ref reader) : meta.ServerTime,
            };
            reader.Skip();
        }

        return meta;
    }
}
