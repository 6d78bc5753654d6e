using Microsoft.AspNetCore.Http;

namespace Gateway.DemoHubs.SocketIO.Engine;

/// <summary>The request which opened a session, as the application sees it. Of a parameter given twice the last one counts.</summary>
internal sealed record EngineRequest(string Method, string Target, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The revision asked for; anything but 4 means 3.</summary>
    public int Revision => Query.GetValueOrDefault("EIO") is "4" ? 4 : 3;

    public string Transport => Query.GetValueOrDefault("transport", "");

    public string? Sid => Query.GetValueOrDefault("sid") is { Length: > 0 } sid ? sid : null;

    public bool IsBase64 => Query.GetValueOrDefault("b64") is { Length: > 0 };

    public static EngineRequest Of(HttpRequest request) => new(
        request.Method,
        request.Path + request.QueryString.ToString(),
        request.Query.ToDictionary(parameter => parameter.Key, parameter => parameter.Value[^1] ?? "", StringComparer.Ordinal),
        request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
}
