using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.DemoHubs.SocketIO.Engine;

/// <summary>
/// The upgrade without the middleware, which keeps the stream to itself: <see cref="System.Net.WebSockets.WebSocket"/> cannot close without a status, as these servers do.
/// </summary>
internal static class RawUpgrade
{
    // RFC 6455, 4.2.2.
    private const string KeySuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    // FIN and opcode 8, no payload.
    private static readonly byte[] BareCloseFrame = [0x88, 0];

    public static Task<Stream> AcceptAsync(HttpContext context)
    {
        var key = context.Request.Headers.SecWebSocketKey.ToString();
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.SecWebSocketAccept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + KeySuffix)));
        return context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }

    public static async Task CloseAsync(Stream stream)
    {
        await stream.WriteAsync(BareCloseFrame);
        await stream.FlushAsync();
    }

    /// <summary>What 4.x does to a WebSocket of a revision it does not speak: it accepts the upgrade and then writes an HTTP answer where frames should be.</summary>
    public static async Task RefuseRevisionAsync(HttpContext context)
    {
        await using var stream = await AcceptAsync(context);
        var message = EngineFault.UnsupportedVersion.Message;
        var text = $"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-type: text/html\r\nContent-Length: {message.Length}\r\n\r\n{message}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), context.RequestAborted);
    }
}
