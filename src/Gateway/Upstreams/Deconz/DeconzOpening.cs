using System.Globalization;
using System.Text;

namespace Gateway.Upstreams.Deconz;

/// <summary>What the gateway says of itself before a session: asked before every connect, because the port may change with every start.</summary>
internal sealed record DeconzOpening
{
    /// <summary>The gateway's own id; null where it tells none.</summary>
    public string? BridgeId { get; private init; }

    public string? Version { get; private init; }

    public Uri SocketUrl { get; private init; } = new("ws://localhost");

    public TimeSpan RoundTrip { get; private init; }

    /// <summary>Why no session can be opened; null when the rest is good.</summary>
    public DisconnectReason? Reason { get; private init; }

    public static async Task<DeconzOpening> AskAsync(DeconzRest rest, DeconzOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        var answer = await rest.ProbeAsync("config", cancellationToken);
        if (!answer.IsSuccess || !DeconzJson.IsValid(answer.Body.Span) || !DeconzJson.IsObject(answer.Body.Span))
        {
            return Failed(rest.Explain(answer));
        }

        var opening = new DeconzOpening
        {
            BridgeId = TextOf(answer.Body.Span, "bridgeid"u8),
            Version = TextOf(answer.Body.Span, "swversion"u8),
            RoundTrip = time.GetElapsedTime(asked),
        };
        if (SocketOf(answer.Body.Span, rest.Url, options) is { } socket)
        {
            return opening with { SocketUrl = socket };
        }

        // A gateway shows strangers a short configuration, without the port: the key may be the reason.
        var check = await rest.ProbeAsync("groups", cancellationToken);
        return Failed(!check.IsSuccess || opening.BridgeId is null ? rest.Explain(check.IsSuccess ? answer : check) : DisconnectReason.NotTheHub(
            $"deCONZ at {rest.Url.GetLeftPart(UriPartial.Authority)} announces no 'websocketport'. Give the port of its WebSocket in 'Deconz:WebSocketPort'."));
    }

    /// <summary>Where the WebSocket is: the operator's port, else the announced one; secure where REST is.</summary>
    private static Uri? SocketOf(ReadOnlySpan<byte> config, Uri url, DeconzOptions options)
    {
        var isSecure = string.Equals(url.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal);
        var announced = isSecure
            ? PortOf(config, "websocketport_wss"u8) ?? (PortOf(config, "websocketport"u8) == url.Port ? url.Port : null)
            : PortOf(config, "websocketport"u8);
        return (options.WebSocketPort ?? announced) is { } port
            ? new UriBuilder(isSecure ? Uri.UriSchemeWss : Uri.UriSchemeWs, url.Host, port, "/").Uri
            : null;
    }

    private static int? PortOf(ReadOnlySpan<byte> config, ReadOnlySpan<byte> name) =>
        int.TryParse(DeconzJson.Text(config, name), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65_535 ? port : null;

    private static string? TextOf(ReadOnlySpan<byte> config, ReadOnlySpan<byte> name) =>
        DeconzJson.Text(config, name) is { IsEmpty: false } text ? DeconzVerdict.Shorten(Encoding.UTF8.GetString(text)) : null;

    private static DeconzOpening Failed(DisconnectReason reason) => new() { Reason = reason };
}
