namespace Gateway.Access;

/// <summary>What the door has to know of the paths behind it. Whatever is not named here wants a key.</summary>
internal static class AccessPaths
{
    /// <summary>Open to all, as it shows nothing of the house: health, and the files of the page and of the API's description.</summary>
    public static bool IsOpen(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && (request.Path.Value is null or "" or "/" or "/healthz" or "/readyz" or "/index.html" or "/asyncapi.json" or "/app.css" or "/favicon.svg" or "/favicon.ico"
            || IsBelow(request, "/app") || IsBelow(request, "/lib") || IsBelow(request, "/swagger"));

    /// <summary>What a client asks before it knows whether it needs a key: answered to all, and more to those with one.</summary>
    public static bool IsSelf(HttpRequest request) => HttpMethods.IsGet(request.Method) && request.Path.Value is "/api/access";

    /// <summary>SignalR: negotiation, and the connection over any transport.</summary>
    public static bool IsLive(HttpRequest request) => IsBelow(request, "/live");

    /// <summary>Server-Sent Events of a hub.</summary>
    public static bool IsEvents(HttpRequest request) => IsOfAHub(request, "events", mayGoOn: false);

    /// <summary>A hub's own HTTP API.</summary>
    public static bool IsPassThrough(HttpRequest request) => IsOfAHub(request, "http", mayGoOn: true);

    public static bool IsMetrics(HttpRequest request) => IsBelow(request, "/metrics");

    /// <summary>Whether the request lasts as long as a client listens.</summary>
    public static bool IsListening(HttpRequest request) => IsEvents(request) || (IsLive(request) && (HttpMethods.IsGet(request.Method) || HttpMethods.IsConnect(request.Method)));

    private static bool IsBelow(HttpRequest request, string path) => request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase);

    /// <summary>Routing knows neither case nor a slash at the end.</summary>
    private static bool IsOfAHub(HttpRequest request, string face, bool mayGoOn)
    {
        if (!request.Path.StartsWithSegments("/api/hubs", StringComparison.OrdinalIgnoreCase, out var below))
        {
            return false;
        }

        var segments = below.Value!.Split('/');
        return segments.Length > 2 && segments[2].Equals(face, StringComparison.OrdinalIgnoreCase)
            && (mayGoOn || segments.Length == 3 || (segments.Length == 4 && segments[3].Length == 0));
    }
}
