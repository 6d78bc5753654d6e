using System.Globalization;
using System.Text;

namespace Gateway.Upstreams.SocketIO;

/// <summary>The addresses of one server. Their queries may hold secrets, so they are never printed.</summary>
internal sealed class SocketIOUrls(SocketIOOptions options, TimeProvider time)
{
    /// <param name="revision">The Engine.IO revision asked for.</param>
    /// <param name="transport"><c>polling</c> or <c>websocket</c>.</param>
    /// <param name="sid">The session that goes on; null: a new one.</param>
    public Uri Engine(int revision, string transport, string? sid = null)
    {
        var isWebSocket = string.Equals(transport, "websocket", StringComparison.Ordinal);
        if (sid is null && options.HandshakeUrl is { } handshake)
        {
            return WithScheme(Complete(handshake, revision, transport), isWebSocket);
        }

        var query = new StringBuilder($"EIO={revision.ToString(CultureInfo.InvariantCulture)}&transport={transport}");
        if (sid is not null)
        {
            query.Append("&sid=").Append(Uri.EscapeDataString(sid));
        }

        AppendOwn(query, isSession: sid is null);
        AppendToken(query, revision == 3);
        return WithScheme(Build(Root + "/", query), isWebSocket);
    }

    /// <summary>Where a server's generation shows: Engine.IO 4 by polling, without <c>b64</c>, which would make 1.x look like 2.x.</summary>
    /// <param name="sid">The session the probe opened.</param>
    /// <param name="withToken">Whether the token stands in the query, for servers before 3 which let nobody in without.</param>
    public Uri Probe(string? sid = null, bool withToken = false)
    {
        var query = options.Query;
        if (withToken && options.Token is { } token && !query.ContainsKey("token"))
        {
            query = new Dictionary<string, string>(query, StringComparer.Ordinal) { ["token"] = options.EncodeQuery ? token.Reveal() : Uri.EscapeDataString(token.Reveal()) };
        }

        return new SocketIOUrls(options with { Base64 = false, Query = query }, time).Engine(4, "polling", sid);
    }

    /// <summary>Where a session of 0.9 is opened.</summary>
    public Uri LegacyHandshake()
    {
        var query = new StringBuilder();
        AppendOwn(query, isSession: true);
        AppendToken(query, isWanted: true);
        return options.HandshakeUrl is { } handshake
            ? WithScheme(WithTime(handshake), isWebSocket: false)
            : Build(Root + "/1/", query);
    }

    /// <summary>Where a session of 0.9 goes on.</summary>
    /// <param name="transport"><c>xhr-polling</c> or <c>websocket</c>.</param>
    public Uri Legacy(string transport, string sid)
    {
        var query = new StringBuilder();
        AppendOwn(query, isSession: false);
        return WithScheme(
            Build($"{Root}/1/{transport}/{Uri.EscapeDataString(sid)}", query), string.Equals(transport, "websocket", StringComparison.Ordinal));
    }

    private string Root => options.Url.AbsolutePath.TrimEnd('/') + options.Path.TrimEnd('/');

    private Uri Build(string path, StringBuilder query) =>
        new($"{options.Url.GetLeftPart(UriPartial.Authority)}{path}{(query.Length == 0 ? "" : "?")}{query}");

    private void AppendOwn(StringBuilder query, bool isSession)
    {
        Append(query, options.Base64, "b64", "1");
        Append(query, isSession && options.Timestamp, "t", time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        foreach (var (name, value) in options.Query)
        {
            Append(query, isWanted: true, options.EncodeQuery ? Uri.EscapeDataString(name) : name, options.EncodeQuery ? Uri.EscapeDataString(value) : value);
        }
    }

    private void AppendToken(StringBuilder query, bool isWanted)
    {
        if (isWanted && options.Token is { } token && !options.Query.ContainsKey("token"))
        {
            Append(query, isWanted: true, "token", Uri.EscapeDataString(token.Reveal()));
        }
    }

    /// <summary>The owner's own address, with what it leaves out of the protocol's parameters.</summary>
    private Uri Complete(Uri handshake, int revision, string transport)
    {
        var given = handshake.Query.TrimStart('?');
        var query = new StringBuilder(given);
        Append(query, !Has(given, "EIO"), "EIO", revision.ToString(CultureInfo.InvariantCulture));
        Append(query, !Has(given, "transport"), "transport", transport);
        Append(query, options.Base64 && !Has(given, "b64"), "b64", "1");
        Append(query, options.Timestamp && !Has(given, "t"), "t", time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        return new UriBuilder(handshake) { Query = query.ToString() }.Uri;
    }

    private Uri WithTime(Uri handshake)
    {
        var query = new StringBuilder(handshake.Query.TrimStart('?'));
        Append(query, options.Timestamp && !Has(query.ToString(), "t"), "t", time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        return new UriBuilder(handshake) { Query = query.ToString() }.Uri;
    }

    private static void Append(StringBuilder query, bool isWanted, string name, string value)
    {
        if (isWanted)
        {
            query.Append(query.Length == 0 ? "" : "&").Append(name).Append('=').Append(value);
        }
    }

    private static bool Has(string query, string name) =>
        query.Split('&').Any(part => part.StartsWith(name + "=", StringComparison.Ordinal));

    private static Uri WithScheme(Uri url, bool isWebSocket)
    {
        var isSecure = url.Scheme is "https" or "wss";
        var builder = new UriBuilder(url)
        {
            Scheme = (isWebSocket, isSecure) switch { (true, true) => "wss", (true, false) => "ws", (false, true) => "https", _ => "http" },
        };
        return builder.Uri;
    }
}
