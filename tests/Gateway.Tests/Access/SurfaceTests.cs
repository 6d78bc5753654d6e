using System.Globalization;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json.Nodes;
using Gateway.Api;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;
using Microsoft.AspNetCore.Routing;

namespace Gateway.Tests.Access;

/// <summary>
/// Every surface, each kind of caller, the exact answer. A route or a SignalR method that is not in the table fails the test: whoever
/// adds one says here who may use it.
/// </summary>
public sealed class SurfaceTests : IDisposable
{
    private const string Command = """{"name":"get_config"}""";
    private const string Form = """{"kind":"Homey","options":{"Url":"nowhere"}}""";
    private const string Wrong = "gw_0123456789012345678901234567890123456789012";

    private const string States = "/api/hubs/home/http/api/states";

    /// <summary>What the hub itself says to the method, which is not the gateway's business: not 401, 403 or 429.</summary>
    private const int Whatever = 0;

    /// <summary>May do something, but nothing here.</summary>
    private const string Elsewhere = "read:attic/*";

    private static readonly Surface[] Surfaces =
    [
        // Filtered, so that it is never refused: it shows what the caller may know of.
        new("GET /api/hubs", "read:home/*") { Lacking = 200 },
        new("GET /api/hubs/{hub}", "read:home/*"),
        new("GET /api/hubs/{hub}", "command:home"),
        new("GET /api/hubs/{hub}/subscriptions", "read:home/*"),
        new("GET /api/hubs/{hub}/subscriptions", "command:home") { Good = 403 },
        new("GET /api/hubs/{hub}/state", "read:home/entities/light.*") { Query = "?topic=entities/*" },
        new("GET /api/hubs/{hub}/state", "read:home/state_changed") { Query = "?topic=entities/*", Good = 403 },
        new("GET /api/hubs/{hub}/events", "read:home/entities/light.*") { Query = "?topic=entities/*" },
        new("GET /api/hubs/{hub}/events", "command:home") { Query = "?topic=entities/*", Good = 403 },
        new("POST /api/hubs/{hub}/reconnect", "admin") { Good = 202 },
        new("POST /api/hubs/{hub}/reconnect", "read:home/*") { Good = 403 },
        new("GET /api/hubs/{hub}/diagnosis", "admin"),
        new("GET /api/hubs/{hub}/diagnosis", "read:home/*") { Good = 403 },
        new("GET /api/kinds", Elsewhere) { Lacking = 200 },
        new("POST /api/kinds/{kind}/test", "admin") { Path = "/api/kinds/Homey/test", Body = Form, Good = 400 },
        new("POST /api/kinds/{kind}/test", "read:home/*") { Path = "/api/kinds/Homey/test", Body = Form, Good = 403 },
        new("POST /api/kinds/{kind}/pair", "admin") { Path = "/api/kinds/Deconz/pair", Body = Form, Good = 400 },
        new("POST /api/kinds/{kind}/pair", "read:home/*") { Path = "/api/kinds/Deconz/pair", Body = Form, Good = 403 },
        new("GET /api/hubs/{hub}/settings", "admin"),
        new("GET /api/hubs/{hub}/settings", "read:home/*") { Good = 403 },
        new("PUT /api/hubs/{hub}/settings", "admin") { Path = "/api/hubs/attic/settings", Body = Form, Good = 400 },
        new("PUT /api/hubs/{hub}/settings", "read:home/*") { Body = Form, Good = 403 },
        new("DELETE /api/hubs/{hub}/settings", "admin") { Good = 409 },
        new("DELETE /api/hubs/{hub}/settings", "read:home/*") { Good = 403 },
        new("GET /api/support", "admin"),
        new("GET /api/support", "read:home/*") { Good = 403 },
        new("POST /api/hubs/{hub}/commands", "command:home") { Body = Command },
        new("POST /api/hubs/{hub}/commands", "command:home/get_*") { Body = Command },
        new("POST /api/hubs/{hub}/commands", "command:home/call_service") { Body = Command, Good = 403 },
        new("POST /api/hubs/{hub}/commands", "read:home/*") { Body = Command, Good = 403 },
        new("POST /api/hubs/{hub}/commands/batch", "command:home") { Body = $"[{Command}]" },
        new("POST /api/hubs/{hub}/commands/batch", "command:home/get_*") { Body = $$"""[{{Command}},{"name":"call_service"}]""", Good = 403 },
        new("POST /api/hubs/{hub}/raw", "raw:home") { Body = "2", Type = "text/plain", Good = 400 },
        new("POST /api/hubs/{hub}/raw", "command:home") { Body = "2", Type = "text/plain", Good = 403 },
        new("GET /api/hubs/{hub}/http/{**path}", "http:home/api/*") { Path = States },
        new("GET /api/hubs/{hub}/http/{**path}", "http:home/api/config") { Path = States, Good = 403 },
        new("GET /api/hubs/{hub}/http/{**path}", "command:home") { Path = States, Good = 403 },
        new("HEAD /api/hubs/{hub}/http/{**path}", "http:home/api/*") { Path = States, Good = Whatever },
        new("OPTIONS /api/hubs/{hub}/http/{**path}", "http:home/api/*") { Path = States, Good = Whatever },
        new("POST /api/hubs/{hub}/http/{**path}", "http:home/api/*") { Path = States, Good = Whatever },
        new("PUT /api/hubs/{hub}/http/{**path}", "http:home/api/*") { Path = States, Good = Whatever },
        new("PATCH /api/hubs/{hub}/http/{**path}", "http:home/api/*") { Path = States, Good = Whatever },
        new("DELETE /api/hubs/{hub}/http/{**path}", "http:home/api/*") { Path = States, Good = Whatever },
        new("GET /api/access", Elsewhere) { NoKey = 200, Lacking = 200 },
        new("POST /api/ticket", Elsewhere) { Lacking = 200 },
        new("GET /api/alarms", "read:home/*") { Lacking = 200 },
        new("GET /api/hubs/{hub}/health", "read:home/*"),
        new("GET /api/log-level", "admin"),
        new("GET /api/log-level", "read:home/*") { Good = 403 },
        new("PUT /api/log-level", "admin") { Body = """{"category":"Gateway.Nothing","level":"Warning"}""" },
        new("PUT /api/log-level", "read:home/*") { Body = """{"category":"Gateway.Nothing","level":"Warning"}""", Good = 403 },
        new("GET /api/clients", "admin"),
        new("GET /api/clients", "read:home/*") { Good = 403 },
        new("GET /api/clients/{id}", "admin") { Path = "/api/clients/none", Good = 404 },
        new("GET /api/clients/{id}", "read:home/*") { Path = "/api/clients/none", Good = 403 },
        new("DELETE /api/clients/{id}", "admin") { Path = "/api/clients/none", Good = 404 },
        new("DELETE /api/clients/{id}", "read:home/*") { Path = "/api/clients/none", Good = 403 },

        // Filtered like the list of hubs.
        new("GET /api/limits", "command:home") { Lacking = 200 },
        new("GET /api/about", Elsewhere) { Lacking = 200 },
        new("GET /api/discovery", "admin"),
        new("GET /api/discovery", "read:home/*") { Good = 403 },
        new("GET /metrics", "metrics"),
        new("GET /metrics", "read:home/*") { Good = 403 },
        new("ANY /live", Elsewhere) { Path = "/live?id=none", Lacking = 404, Good = 404 },
        new("ANY /live/negotiate", Elsewhere) { Query = "?negotiateVersion=1", Lacking = 200 },
        Surface.Open("GET /healthz"),
        Surface.Open("HEAD /healthz"),
        Surface.Open("GET /readyz"),
        Surface.Open("HEAD /readyz"),
        Surface.Open("GET /") with { IsFile = true },
        Surface.Open("GET /app/main.js") with { IsFile = true },
        Surface.Open("GET /swagger/index.html") with { IsFile = true },
        Surface.Open("GET /asyncapi.json") with { IsFile = true },
        Surface.Open("GET /swagger/v1/swagger.json") with { IsFile = true },
    ];

    private readonly KeyFolder _keys = new();
    private int _address;

    [Fact]
    public async Task EverySurface_AnswersEachCallerExactly()
    {
        var rights = Surfaces.Select(static surface => surface.Scope).OfType<string>().Distinct(StringComparer.Ordinal).ToDictionary(static scope => scope, scope => _keys.Add(scope, scope), StringComparer.Ordinal);
        var elsewhere = _keys.Add("elsewhere", Elsewhere);
        var expired = _keys.Add("expired", TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(1), "admin");
        var admin = _keys.Add("the owner", "admin");
        await using var host = await _keys.StartAsync(("Access:Proxies:0", "127.0.0.1"));
        await OnlineAsync(host, admin);
        var answers = new List<string>();
        var expected = new List<string>();
        foreach (var surface in Surfaces)
        {
            var good = surface.Scope is { } scope ? rights[scope] : elsewhere;
            (string Who, string? Key, string? Origin, int Status)[] callers =
            [
                ("no key", null, null, surface.IsOpen ? 200 : surface.NoKey),
                ("a wrong key", Wrong, null, surface.IsOpen ? 200 : 401),
                ("an expired key", expired, null, surface.IsOpen ? 200 : 401),
                ("a key without the scope", elsewhere, null, surface.IsOpen ? 200 : surface.Lacking),
                ("a key with it", good, null, surface.Good),
                ("a foreign page with it", good, "https://elsewhere.example", surface.IsHealth ? 200 : 403),
            ];
            foreach (var (who, key, origin, status) in callers)
            {
                await OnlineAsync(host, admin);
                var answer = await StatusAsync(host, surface, key, origin, host: null);
                answers.Add($"{surface.Route} ({surface.Scope}), {who}: {(status == Whatever && answer is not (401 or 403 or 429) ? Whatever : answer)}");
                expected.Add($"{surface.Route} ({surface.Scope}), {who}: {status}");
            }
        }

        answers.ShouldBe(expected);
    }

    [Fact]
    public async Task EverySurface_UnderAForeignName_IsRefusedWhereThereAreNoKeys()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        foreach (var surface in Surfaces)
        {
            (await StatusAsync(host, surface, key: null, origin: null, host: "evil.example")).ShouldBe(surface.IsHealth ? 200 : 403, surface.Route);
        }
    }

    [Fact]
    public async Task Routes_ThatThereAre_AreAllInTheTable()
    {
        await using var host = await GatewayHost.StartAsync();
        var mapped = host.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(
            static route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods && !route.RoutePattern.RawText!.TrimStart('/').StartsWith("live", StringComparison.Ordinal) ? methods : ["ANY"],
            static (route, method) => $"{method} /{route.RoutePattern.RawText!.TrimStart('/')}");

        mapped.Distinct(StringComparer.Ordinal).Except(Surfaces.Select(static surface => surface.Route), StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Hubs", "", "ok", "ok")]
    [InlineData("Client", "", "ok", "ok")]
    [InlineData("Subscribe", """{"hub":"home","topics":["entities/*"]}""", "lacks the scope", "ok")]
    [InlineData("Unsubscribe", """{"hub":"home","topics":["entities/*"]}""", "lacks the scope", "ok")]
    [InlineData("Command", """{"hub":"home","name":"get_config"}""", "lacks the scope", "ok")]
    public async Task EverySignalRMethod_AnswersEachCallerExactly(string method, string argument, string lacking, string good)
    {
        Methods.Contains(method, StringComparer.Ordinal).ShouldBeTrue();
        var elsewhere = _keys.Add("elsewhere", Elsewhere);
        var right = _keys.Add("right", "read:home/*", "command:home/get_*");
        var reader = _keys.Add("reader", "read:home/entities/light.hall");
        await using var host = await _keys.StartAsync();
        await OnlineAsync(host, right);
        foreach (var (key, expected) in new[] { (elsewhere, lacking), (right, good) })
        {
            await using var caller = await LiveCaller.OpenAsync(host, key);
            var answer = await caller.CallAsync(method, argument.Length == 0 ? [] : [JsonNode.Parse(argument)!]);
            (answer["error"]?.GetValue<string>() ?? "ok").ShouldContain(expected);
        }

        await using var narrow = await LiveCaller.OpenAsync(host, reader);
        var refused = await narrow.CallAsync("Command", JsonNode.Parse("""{"hub":"home","name":"get_config"}""")!);
        refused["error"]!.GetValue<string>().ShouldContain("lacks the scope 'command:home/get_config'");
        foreach (var key in new[] { null, Wrong })
        {
            (await host.UpgradeAsync(key: key)).Status.ShouldBe(401);
        }
    }

    [Fact]
    public void SignalRMethods_ThatThereAre_AreAllTested() =>
        Methods.ShouldBe(["Client", "Command", "Hubs", "Subscribe", "Unsubscribe"]);

    public void Dispose() => _keys.Dispose();

    private static string[] Methods => [.. typeof(LiveHub).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(static method => method.Name).Order(StringComparer.Ordinal)];

    private static async Task OnlineAsync(GatewayHost host, string key)
    {
        host.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        await host.UntilAsync("online");
        host.Http.DefaultRequestHeaders.Authorization = null;
    }

    private async Task<int> StatusAsync(GatewayHost gateway, Surface surface, string? key, string? origin, string? host)
    {
        using var request = new HttpRequestMessage(new HttpMethod(surface.Method is not "ANY" ? surface.Method : surface.Route.EndsWith("negotiate", StringComparison.Ordinal) ? "POST" : "GET"), surface.Address);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Host = host;

        // Wrong keys are counted by address.
        request.Headers.Add("X-Forwarded-For", string.Create(CultureInfo.InvariantCulture, $"10.0.{++_address / 250}.{_address % 250 + 1}"));
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        if (surface.Body is { } body)
        {
            request.Content = new StringContent(body, new MediaTypeHeaderValue(surface.Type));
        }

        using var response = await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Soon();
        if ((int)response.StatusCode >= 400 && surface.Path is not States)
        {
            response.Content.Headers.ContentType?.MediaType.ShouldBe(surface.Path?.StartsWith("/live", StringComparison.Ordinal) == true && response.StatusCode is System.Net.HttpStatusCode.NotFound ? "text/plain" : "application/problem+json");
        }

        return (int)response.StatusCode;
    }

    /// <param name="Route">Method and pattern.</param>
    /// <param name="Scope">What lets a caller use it; null: nothing is needed.</param>
    private sealed record Surface(string Route, string? Scope)
    {
        public string Method => Route.Split(' ')[0];

        public string? Path { get; init; }

        public string Query { get; init; } = "";

        public string? Body { get; init; }

        public string Type { get; init; } = "application/json";

        /// <summary>For who has no key.</summary>
        public int NoKey { get; init; } = 401;

        /// <summary>For a key that has another scope.</summary>
        public int Lacking { get; init; } = 403;

        /// <summary>For a key that has the scope.</summary>
        public int Good { get; init; } = 200;

        public bool IsOpen => Scope is null;

        public bool IsFile { get; init; }

        public bool IsHealth => IsOpen && !IsFile;

        public string Address => Path ?? Route.Split(' ')[1].Replace("{hub}", "home", StringComparison.Ordinal) + Query;

        public static Surface Open(string route) => new(route, null);
    }
}
