using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Gateway.Api.Live;

/// <summary>The server's side of the WebSocket opening handshake (RFC 6455, section 4.2).</summary>
internal static class UpgradeRequest
{
    private const string Version = "13";

    private const int KeyBytes = 16;

    /// <summary>Whether a client asks for a WebSocket over HTTP/1.1; over HTTP/2 there is no such upgrade.</summary>
    public static bool IsWebSocket(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        && context.Request.Headers.GetCommaSeparatedValues(HeaderNames.Upgrade).Contains("websocket", StringComparer.OrdinalIgnoreCase);

    /// <summary>What is wrong with the handshake; null: nothing.</summary>
    public static Problem? Fault(IHeaderDictionary request, IHeaderDictionary response)
    {
        if (!string.Equals(request.SecWebSocketVersion, Version, StringComparison.Ordinal))
        {
            response.SecWebSocketVersion = Version;
            return new Problem("upgrade-required", StatusCodes.Status426UpgradeRequired, "The WebSocket version is not supported.", "Send 'Sec-WebSocket-Version: 13' (RFC 6455).");
        }

        Span<byte> key = stackalloc byte[KeyBytes + 2];
        return request.SecWebSocketKey is [{ Length: 24 } text] && Convert.TryFromBase64String(text, key, out var length) && length == KeyBytes
            ? null
            : Problem.Invalid("'Sec-WebSocket-Key' must be one header of 16 bytes in base64 (RFC 6455).");
    }

    /// <summary>Answers 101; from here on the connection is the stream.</summary>
    public static Task<Stream> AcceptAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = Accept(context.Request.Headers.SecWebSocketKey.ToString());
        return context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }

#pragma warning disable CA5350 // The protocol wants SHA-1; it proves that a WebSocket server answered, and protects nothing.
    private static string Accept(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
}
