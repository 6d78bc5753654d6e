using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Upstreams.Homey;

/// <summary>The arguments of what we send: documented fields and nothing else.</summary>
internal static class HomeyMessages
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Of <c>subscribe</c> and <c>unsubscribe</c>.</summary>
    public static byte[] Uri(string uri) => Write(writer => writer.WriteStringValue(uri));

    /// <summary>Of <c>handshakeClient</c>.</summary>
    public static byte[] Handshake(string token, string homeyId) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("token"u8, token);
        writer.WriteString("homeyId"u8, homeyId);
        writer.WriteEndObject();
    });

    /// <summary>Of <c>api</c>.</summary>
    /// <param name="uri">Whose operation.</param>
    /// <param name="operation">Its name.</param>
    /// <param name="args">A JSON object, written as it is.</param>
    public static byte[] Api(string uri, string operation, ReadOnlyMemory<byte> args) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("uri"u8, uri);
        writer.WriteString("operation"u8, operation);
        writer.WritePropertyName("args"u8);
        writer.WriteRawValue(args.Span, skipInputValidation: true);
        writer.WriteEndObject();
    });

    /// <summary>Why a packet written by hand is not passed on; null when it may be.</summary>
    public static string? RefusalOfRaw(ReadOnlySpan<byte> packet) =>
        RawEvent.TryRead(packet, out var name, out _) && name is "subscribe" or "unsubscribe" or "handshakeClient"
            ? $"'{name}' concerns the login that all clients share; the gateway does not pass it on. Use Subscribe and Unsubscribe for topics."
            : null;

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(output, Plain);
        writer.WriteStartArray();
        write(writer);
        writer.WriteEndArray();
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}
