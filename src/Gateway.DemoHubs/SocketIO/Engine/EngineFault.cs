using Microsoft.AspNetCore.Http;

namespace Gateway.DemoHubs.SocketIO.Engine;

/// <summary>Why a request is answered 400.</summary>
internal sealed record EngineFault(int Code, string Message)
{
    public static EngineFault UnknownTransport { get; } = new(0, "Transport unknown");

    public static EngineFault UnknownSid { get; } = new(1, "Session ID unknown");

    public static EngineFault BadMethod { get; } = new(2, "Bad handshake method");

    public static EngineFault BadRequest { get; } = new(3, "Bad request");

    public static EngineFault UnsupportedVersion { get; } = new(5, "Unsupported protocol version");

    public async Task AnswerAsync(HttpContext context, bool isUpgrade)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = isUpgrade ? "text/html" : "application/json";
        await context.Response.WriteAsync(isUpgrade ? Message : $$"""{"code":{{Code}},"message":"{{Message}}"}""", context.RequestAborted);
    }
}
