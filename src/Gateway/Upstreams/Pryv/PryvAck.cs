using System.Text.Json;

namespace Gateway.Upstreams.Pryv;

/// <summary>
/// What an ack says. Node style in both dialects, <c>[error, result]</c>: the current one answers an error with one element,
/// <c>{"error":{"id","message"},"meta"}</c>, the legacy one with the error itself.
/// </summary>
/// <param name="IsYes">Whether the server said yes.</param>
/// <param name="Json">The result or the error, untouched; <c>null</c> where there is none.</param>
/// <param name="Bearer">What may have the server's <c>meta</c> in it.</param>
internal readonly record struct PryvAck(bool IsYes, ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Bearer)
{
    private static readonly byte[] Null = "null"u8.ToArray();

    /// <param name="args">The ack's JSON array.</param>
    public static PryvAck Read(ReadOnlyMemory<byte> args)
    {
        try
        {
            var reader = new Utf8JsonReader(args.Span, PryvJson.Options);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                return new(false, args, default);
            }

            reader.Read();
            if (reader.TokenType == JsonTokenType.EndArray)
            {
                return new(true, Null, default);
            }

            if (reader.TokenType != JsonTokenType.Null)
            {
                var first = args[PryvJson.Value(ref reader)];
                return new(false, ErrorIn(first), first);
            }

            reader.Read();
            var result = reader.TokenType == JsonTokenType.EndArray ? Null : args[PryvJson.Value(ref reader)];
            return new(true, result, result);
        }
        catch (JsonException)
        {
            return new(false, "\"unreadable answer\""u8.ToArray(), default);
        }
    }

    private static ReadOnlyMemory<byte> ErrorIn(ReadOnlyMemory<byte> first)
    {
        var reader = new Utf8JsonReader(first.Span, PryvJson.Options);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isError = PryvJson.NameIs(ref reader, "error"u8);
                reader.Read();
                var value = PryvJson.Value(ref reader);
                if (isError)
                {
                    return first[value];
                }
            }
        }

        return first;
    }
}
