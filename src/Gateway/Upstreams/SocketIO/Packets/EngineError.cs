using System.Text;
using System.Text.Json;

namespace Gateway.Upstreams.SocketIO.Packets;

/// <summary>What an Engine.IO server says instead of opening or serving a session: HTTP 400 or 403 with this JSON.</summary>
/// <param name="Code">0 transport unknown, 1 session unknown, 2 bad method, 3 bad request, 4 forbidden, 5 unsupported protocol version.</param>
/// <param name="Message">The server's words.</param>
internal sealed record EngineError(int Code, string Message)
{
    public const int TransportUnknown = 0;
    public const int SessionUnknown = 1;
    public const int Forbidden = 4;
    public const int UnsupportedVersion = 5;

    /// <summary>Null when the body is something else.</summary>
    public static EngineError? Read(ReadOnlySpan<byte> body)
    {
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
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The body as words, whatever it is.</summary>
    public static string Words(ReadOnlySpan<byte> body)
    {
        var text = Read(body)?.Message ?? Encoding.UTF8.GetString(body[..Math.Min(body.Length, 200)]);
        return text.ReplaceLineEndings(" ").Trim();
    }
}
