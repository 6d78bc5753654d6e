using System.Text.Json;
using Gateway.Configuration;

namespace Gateway.Upstreams.Homey;

/// <summary>What the hub answers to anything over the socket: <c>(error, result)</c>, where either may be missing.</summary>
/// <param name="Error">The hub's no; null when it said yes.</param>
/// <param name="Result">Its result's JSON, <c>null</c> where it gave none.</param>
internal sealed record HomeyAck(HomeyError? Error, ReadOnlyMemory<byte> Result)
{
    private static readonly byte[] Nothing = "null"u8.ToArray();

    /// <param name="args">The ack's JSON array.</param>
    public static HomeyAck Read(ReadOnlyMemory<byte> args, Secret token)
    {
        try
        {
            var reader = new Utf8JsonReader(args.Span);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                return Odd(token);
            }

            var error = Next(ref reader, args);
            var result = Next(ref reader, args);
            return IsNone(error.Span)
                ? new HomeyAck(null, result.IsEmpty ? Nothing : result)
                : new HomeyAck(HomeyError.Of(error.Span, token), Nothing);
        }
        catch (JsonException)
        {
            return Odd(token);
        }
    }

    private static HomeyAck Odd(Secret token) => new(HomeyError.Of("\"an answer that is no list\""u8, token), Nothing);

    private static ReadOnlyMemory<byte> Next(ref Utf8JsonReader reader, ReadOnlyMemory<byte> args)
    {
        if (reader.TokenType == JsonTokenType.EndArray || !reader.Read() || reader.TokenType == JsonTokenType.EndArray)
        {
            return default;
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return args[start..(int)reader.BytesConsumed];
    }

    /// <summary>What counts as no error to the vendor's own client, which asks <c>if (err)</c>.</summary>
    private static bool IsNone(ReadOnlySpan<byte> json) =>
        json.IsEmpty || json.SequenceEqual("null"u8) || json.SequenceEqual("false"u8) || json.SequenceEqual("0"u8) || json.SequenceEqual("\"\""u8);
}
