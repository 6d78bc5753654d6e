using System.Text;
using System.Text.Json;

namespace Gateway.Upstreams.SocketIO.Packets;

/// <summary>What an Engine.IO server says instead of opening or serving a session: HTTP 400 or 403 with this JSON.</summary>
/// <param name="Code">0 transport unknown, 1 session unknown, 2 bad method, 3 bad request, 4 forbidden, 5 unsupported protocol version.</param>
/// <param name="Message">The server's words.</param>
internal sealed record EngineError(int Code, string Message)
{
    private const int MaxBody = 64 * 1024;
    private const int MaxWords = 4096;

    public const int TransportUnknown = 0;
    public const int SessionUnknown = 1;
    public const int Forbidden = 4;
    public const int UnsupportedVersion = 5;

    /// <summary>Null when the body is something else.</summary>
    public static EngineError? Read(ReadOnlySpan<byte> body)
    {
        if (body.Length > MaxBody)
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var number)
                && root.TryGetProperty("message", out var message)
                    ? new EngineError(number, message.ValueKind == JsonValueKind.String ? message.GetString()! : message.GetRawText())
                    : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The body as words, whatever it is; may hold what was sent to the server, secrets too.</summary>
    public static string Words(ReadOnlySpan<byte> body)
    {
        var text = Read(body)?.Message ?? Encoding.UTF8.GetString(body[..Math.Min(body.Length, MaxWords)]);
        return text.ReplaceLineEndings(" ").Trim();
    }
}
