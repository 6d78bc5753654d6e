namespace Gateway.Tests.Access;

/// <summary>The list of <see cref="HostileRequestTests"/>.</summary>
internal static class HostileRequests
{
    private const string Commands = "/api/hubs/home/commands";
    private const string Good = """{"name":"get_config"}""";

    /// <summary>Below the pass-through of a hub.</summary>
    private static readonly string[] Paths =
    [
        "api/../../secret", "../api/states", "api/%2e%2e/states", "api/%2E%2E/%2E%2E/states", "api/.%2e/states", "api/%2e/states", "api/./states",
        "..%2fapi/states", "api%2f..%2f..%2fsecret", "api%2fstates", "api/%252e%252e/states", "api/%252fstates", "api%5cstates", "api\\states", "..\\..\\secret", "%5c%5cevil.example%5cshare",
        "//evil.example/api", "/evil.example", "api//states", "api///states", "%2f%2fevil.example/", "http://evil.example/", "http:%2f%2fevil.example/", "https:evil.example", "@evil.example/api", "api/states%00", "api/%00/states", "api/states%0d%0aX-Evil:%201",
        "api/%0astates", "api/%0dstates", "api/%09states", "api/%7fstates", "api/%1bstates", "api/states%", "api/%zz/states", "api/%u002e/states", "api/%c0%ae%c0%ae/states", "api/%e0%80%ae/states", "api/%ff%fe/states", "api/%ed%a0%80/states",
        "api;/../states", "api/..;/states", "api/.../..", "api/states/..", "api/states/.", ".", "%2e", "api/%e2%80%ae/states", "api/%ef%bc%8e%ef%bc%8e/states/..",
    ];

    /// <summary>Bodies of a command that are no command.</summary>
    private static readonly string[] Bodies =
    [
        "", " ", "null", "true", "1", "\"get_config\"", "[]", "[{}]", "{}", "{", "}", "{\"name\"", "{\"name\":", "{\"name\":}", "{'name':'x'}", "{name:1}", "{\"name\":\"x\",}", "{\"name\":\"x\"}{", "{\"name\":\"x\"} x", "\u0000", "{\"name\":\"x\"}\u0000",
        "{\"name\":null}", "{\"name\":1}", "{\"name\":[]}", "{\"name\":{}}", "{\"name\":\"\"}", "{\"name\":\" \"}", "{\"name\":true}",
        "{\"name\":\"get_config\",\"timeoutMs\":0}", "{\"name\":\"get_config\",\"timeoutMs\":-1}", "{\"name\":\"get_config\",\"timeoutMs\":1e99}", "{\"name\":\"get_config\",\"timeoutMs\":\"1\"}", "{\"name\":\"get_config\",\"timeoutMs\":300001}", "{\"name\":\"get_config\",\"timeoutMs\":99999999999999999999}",
        "{\"name\":\"get_config\",\"expiresAt\":1}", "{\"name\":\"get_config\",\"expiresAt\":\"soon\"}", "{\"name\":\"get_config\",\"expiresAt\":\"2026-13-45T00:00:00Z\"}", "{\"name\":\"get_config\",\"expiresAt\":{}}", "{\"name\":\"get_config\",\"wait\":\"no\"}", "{\"name\":\"get_config\",\"wait\":0}",
        "{\"name\":\"get_config\",\"idempotencyKey\":1}", "{\"name\":\"get_config\",\"confirm\":1}", "{\"name\":\"get_config\",\"confirm\":{}}", "{\"name\":\"get_config\",\"confirm\":{\"topic\":1}}", "{\"name\":\"get_config\",\"confirm\":{\"topic\":\"entities/*\",\"timeoutMs\":0}}",
        "{\"name\":\"auth\"}", "{\"name\":\"unsubscribe_events\"}", "{\"name\":\"supported_features\"}", "{\"name\":\"call_service\",\"args\":1}", "{\"name\":\"call_service\",\"args\":[]}", "{\"name\":\"call_service\",\"args\":\"x\"}", "{\"name\":\"call_service\",\"args\":{\"id\":1}}", "{\"name\":\"call_service\",\"args\":{\"type\":\"auth\"}}",
    ];

    /// <summary>Topics that nobody can have at this hub.</summary>
    private static readonly string[] Topics =
    [
        "", "%00", "entities/%00", "entities/*/*", "entities/**", "entities/li*t", "{", "{}", "{\"type\":1}", "{\"type\":\"auth\"}", "{\"type\":\"call_service\"}", "{\"type\":\"subscribe_events\",\"id\":1}", "message/", "entities/",
    ];

    private static readonly string[] ContentTypes = ["text/html", "application/xml", "multipart/form-data", "application/x-www-form-urlencoded", "text/plain", "application/octet-stream", "application/jsonx", "image/png", "", "nonsense", "application/msgpack"];

    public static IReadOnlyList<HostileRequest> All { get; } =
    [
        .. Paths.Select(static path => new HostileRequest($"path {path}", Get($"/api/hubs/home/http/{path}"), IsForServer: HasNul(path))),
        .. Bodies.Select(static (body, place) => new HostileRequest($"body {place} {body}", Post(Commands, body))),
        .. Topics.Select(static topic => new HostileRequest($"topic {topic}", Get($"/api/hubs/home/events?topic={Escape(topic)}"))),
        .. Topics.Where(static topic => topic.Length > 0).Select(static topic => new HostileRequest($"state {topic}", Get($"/api/hubs/home/state?topic={Escape(topic)}"))),
        .. ContentTypes.Select(static type => new HostileRequest($"type {type}", Post(Commands, Good, type))),
        .. Depths.Select(static depth => new HostileRequest($"depth {depth}", Post(Commands, $$"""{"name":"fire_event","args":{{Nested(depth)}}}"""))),
        .. Hubs.Select(static hub => new HostileRequest($"hub {hub}", Get($"/api/hubs/{hub}"), IsForServer: HasNul(hub))),
        .. Origins.Select(static origin => new HostileRequest($"origin {origin}", Get("/api/hubs", $"Origin: {origin}\r\n"))),
        .. Names.Select(static name => new HostileRequest($"name {name}", Get("/api/hubs", "", name))),
        .. Odd,
        .. NoHttp,
    ];

    private static IEnumerable<int> Depths => [65, 100, 1_000, 100_000];

    private static string[] Hubs => ["%00", "%2e%2e", "..%2fhome", "home%2f..", "home%00", "HOME", "home%20", "%e2%80%aehome", new string('x', 2_000), "home;x", "*", "null"];

    private static string[] Origins => ["null", "http://evil.example", "https://127.0.0.1.evil.example", "http://localhost.evil.example", "file://", "http://[::1]:1", "chrome-extension://x", "http://127.0.0.1:1"];

    private static string[] Names => ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example:5280", "home.local", "0.0.0.0"];

    private static HostileRequest[] Odd =>
    [
        new("100,000 topics", Get("/api/hubs/home/events?" + string.Join('&', Enumerable.Range(0, 100_000).Select(static number => $"topic=t{number}"))), IsForServer: true),
        new("1,001 topics", Get("/api/hubs/home/state?" + string.Join('&', Enumerable.Range(0, 1_001).Select(static number => $"topic=t{number}"))), IsForServer: true),
        new("a topic of 7 KB", Get("/api/hubs/home/events?topic=entities/*" + new string('x', 7_000))),
        new("a body of 2 MiB", Post(Commands, "{\"name\":\"" + new string('x', 2 << 20) + "\"}")),
        new("a name of 900 KB", Post(Commands, "{\"name\":\"" + new string('x', 900_000) + "\"}")),
        new("a batch of 101", Post(Commands + "/batch", "[" + string.Join(',', Enumerable.Repeat(Good, 101)) + "]")),
        new("a batch that is none", Post(Commands + "/batch", Good)),
        new("bidi in a command's name", Post(Commands, "{\"name\":\"get\\u202econfig\"}")),
        new("null in a command's name", Post(Commands, "{\"name\":\"get\\u0000config\"}")),
        new("half a surrogate in a name", Post(Commands, "{\"name\":\"\\ud800\"}")),
        new("bytes that are no UTF-8", Post(Commands, "{\"name\":\"\u00ff\u00fe\"}")),
        new("a key of idempotency with a newline", PostWith("Idempotency-Key: a b\u00e4\r\n"), IsForServer: true),
        new("a key of idempotency of 10 KB", PostWith($"Idempotency-Key: {new string('k', 10_000)}\r\n")),
        new("two keys of idempotency", PostWith("Idempotency-Key: a\r\nIdempotency-Key: b\r\n")),
        new("raw to a hub that has none", Post("/api/hubs/home/raw", "42[\"x\"]", "text/plain")),
        new("raw that is no UTF-8", Post("/api/hubs/home/raw", "\u00ff", "text/plain")),
        new("a body that never comes", $"POST {Commands} HTTP/1.1\r\nHost: {{host}}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{\"name\""),
        new("a chunk that never comes", $"POST {Commands} HTTP/1.1\r\nHost: {{host}}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{{\"na"),
        new("a chunk that is none", $"POST {Commands} HTTP/1.1\r\nHost: {{host}}\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{{}}\r\n0\r\n\r\n"),
        new("a chunk longer than long", $"POST {Commands} HTTP/1.1\r\nHost: {{host}}\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{{}}"),
        new("a method that is none", Line("GARBAGE /api/hubs HTTP/1.1")),
        new("trace", Line("TRACE /api/hubs HTTP/1.1")),
        new("delete", Line("DELETE /api/hubs/home HTTP/1.1")),
        new("nothing there", Get("/api/nothing")),
        new("live without SignalR", Get("/live"), IsForServer: true),
        new("a page outside", Get("/..%2f..%2fappsettings.json")),
        new("a page outside, encoded twice", Get("/%252e%252e/appsettings.json")),
        new("the configuration", Get("/appsettings.json")),
        new("the keys", Get("/keys.json")),
    ];

    /// <summary>Answered by the server: two lengths, two ends of a line, two hosts. Whoever lets them pass lets one request hide in another.</summary>
    private static HostileRequest[] NoHttp =>
    [
        .. new[]
        {
            "Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: -1\r\n", "Content-Length: 1e3\r\n", "Content-Length: 99999999999999999999\r\n", "Content-Length: +5\r\n", "Content-Length: 5, 5\r\n",
            "Transfer-Encoding: xchunked\r\n", "Transfer-Encoding: chunked, identity\r\n", "Transfer-Encoding: identity\r\n", "Transfer-Encoding : chunked\r\n", "Transfer-Encoding:\u000bchunked\r\n",
            " folded: x\r\n", "no colon\r\n", ": no name\r\n", "bad name: x\r\n", "nul: a\u0000b\r\n", "X: \u0000\r\n", "Host: other\r\n",
        }.Select(static header => new HostileRequest($"header {header.Trim()}", $"POST {Commands} HTTP/1.1\r\nHost: {{host}}\r\nConnection: close\r\nContent-Type: application/json\r\n{header}\r\n{Good}", IsForServer: true)),
        new("no host", "GET /api/hubs HTTP/1.1\r\nConnection: close\r\n\r\n", IsForServer: true),
        new("nul in the path", "GET /api/\u0000hubs HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n", IsForServer: true),
        new("a space in the path", "GET /api/hubs x HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n", IsForServer: true),
        new("connect", "CONNECT evil.example:443 HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n", IsForServer: true),
        new("another host's address", "GET http://evil.example/api/hubs HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n", IsForServer: true),
        new("a header of 64 KB", Get("/api/hubs", $"X: {new string('x', 64 << 10)}\r\n"), IsForServer: true),
        new("a thousand headers", Get("/api/hubs", string.Concat(Enumerable.Range(0, 1_000).Select(static number => $"X{number}: 1\r\n"))), IsForServer: true),
        new("a line of 64 KB", Get("/" + new string('x', 64 << 10)), IsForServer: true),
        new("TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003 hello\r\n\r\n", IsForServer: true),
    ];

    private static string Get(string path, string headers = "", string host = "{host}") => $"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n";

    private static string Line(string line) => $"{line}\r\nHost: {{host}}\r\nConnection: close\r\n\r\n";

    private static string PostWith(string headers) => $"POST {Commands} HTTP/1.1\r\nHost: {{host}}\r\nConnection: close\r\nContent-Type: application/json\r\n{headers}Content-Length: {Good.Length}\r\n\r\n{Good}";

    private static string Post(string path, string body, string type = "application/json") =>
        $"POST {path} HTTP/1.1\r\nHost: {{host}}\r\nConnection: close\r\n{(type.Length == 0 ? "" : $"Content-Type: {type}\r\n")}Content-Length: {body.Length}\r\n\r\n{body}";

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static bool HasNul(string path) => path.Contains("%00", StringComparison.Ordinal);

    private static string Escape(string topic) => topic.StartsWith('%') || topic.Contains("%00", StringComparison.Ordinal) ? topic : Uri.EscapeDataString(topic);
}
