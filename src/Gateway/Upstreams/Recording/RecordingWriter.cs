using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Upstreams.Recording;

/// <summary>Writes a recording's lines, secrets masked: the header, then one JSON object for each thing that happened. Format 1.</summary>
internal sealed class RecordingWriter(UpstreamOptions hub)
{
    public const int Format = 1;

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Headers that replays need nothing of, or that hold what is not ours to keep.</summary>
    private static readonly string[] Unkept = ["Set-Cookie", "Date", "Transfer-Encoding", "Connection", "Keep-Alive", "Content-Length"];

    private volatile RecordingMask _mask = RecordingMask.Of(hub);

    /// <summary>The hub's entry changed: from now on its secrets are masked, too.</summary>
    public void Learn(UpstreamOptions changed) => _mask = RecordingMask.Of(changed, _mask);

    public byte[] Header(string version, DateTimeOffset started) => Line(json =>
    {
        json.WriteNumber("format", Format);
        json.WriteString("hub", hub.Hub);
        json.WriteString("kind", hub.Kind.ToString());
        json.WriteString("gatewayVersion", version);
        json.WriteString("started", started);
        json.WriteStartObject("entry");
        foreach (var (key, value) in RecordedEntry.Of(hub))
        {
            json.WriteString(key, _mask.Text(value));
        }

        json.WriteEndObject();
    });

    public byte[] Write(RecordedItem item) => Line(json =>
    {
        json.WriteNumber("t", Math.Round(item.Ms, 1));
        json.WriteNumber("s", item.Connection);
        json.WriteString("via", item.Exchange is null ? "ws" : "http");
        json.WriteString("dir", item.Direction);
        if (item.Path is not null)
        {
            json.WriteString("path", _mask.Text(item.Path));
        }

        if (item.By is not null)
        {
            json.WriteString("by", item.By);
        }

        if (item.Code is { } code)
        {
            json.WriteNumber("code", code);
        }

        if (item.Message is { } message)
        {
            Write(json, message, item.IsText);
        }

        if (item.Exchange is { } exchange)
        {
            json.WriteString("method", exchange.Method);
            json.WriteString("path", _mask.Text(exchange.Url.PathAndQuery));
            json.WriteNumber("status", exchange.Status);
            json.WriteStartObject("headers");
            foreach (var (name, value) in exchange.Headers.Where(static header => !Unkept.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
            {
                json.WriteString(name, _mask.Text(value));
            }

            json.WriteEndObject();
            if (!exchange.Body.IsEmpty)
            {
                json.WriteString("request", _mask.Text(exchange.Body.Span));
            }

            Write(json, exchange.Answer.Span, IsText(exchange.Answer.Span));
        }
    });

    /// <summary>So many things could not be kept up with.</summary>
    public static byte[] Lost(double ms, long count) => Line(json =>
    {
        json.WriteNumber("t", Math.Round(ms, 1));
        json.WriteNumber("lost", count);
    });

    public static byte[] Full(double ms) => Line(json =>
    {
        json.WriteNumber("t", Math.Round(ms, 1));
        json.WriteBoolean("full", true);
    });

    private void Write(Utf8JsonWriter json, ReadOnlySpan<byte> message, bool isText)
    {
        if (isText)
        {
            json.WriteString("text", _mask.Text(message));
        }
        else
        {
            json.WriteBase64String("base64", _mask.Binary(message));
        }
    }

    private static bool IsText(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes);

    private static byte[] Line(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, Readable))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
        return output.WrittenSpan.ToArray();
    }
}
