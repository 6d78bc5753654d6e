using System.Globalization;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.Homey.Api;

/// <summary>What an operation came to. <c>Error</c> and <c>Result</c> are JSON texts; over HTTP the status is the truth, over the socket the pair of them.</summary>
internal sealed record HomeyAnswer(int Status, string? Result, string? Error = null)
{
    private const int NoContent = 204;

    /// <summary>HTTP answers it with an empty body.</summary>
    public static HomeyAnswer Done { get; } = new(200, Result: null);

    /// <summary>204 over HTTP, <c>true</c> over the socket.</summary>
    public static HomeyAnswer Set { get; } = new(NoContent, "true");

    public string Body => Error ?? (Status == NoContent ? "" : Result ?? "");

    /// <summary>The arguments of the ack.</summary>
    public string[] Items => Error is null ? ["null", Result ?? "null"] : [SocketError];

    /// <summary>The socket has no status, so the error names it.</summary>
    private string SocketError => "{\"code\":" + Status.ToString(CultureInfo.InvariantCulture) + "," + Error![1..];

    public static HomeyAnswer Ok(string result) => new(200, result);

    public static HomeyAnswer Fail(int status, string error, string description) =>
        new(status, Result: null, $$"""{"error":{{WireJson.Quote(error)}},"error_description":{{WireJson.Quote(description)}}}""");

    public static HomeyAnswer NotFound(string what) => Fail(404, "not_found", what + " not found");
}
