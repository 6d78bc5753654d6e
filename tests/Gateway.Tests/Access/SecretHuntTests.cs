using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Chat;
using Gateway.DemoHubs.Deconz;
using Gateway.DemoHubs.HomeAssistant;
using Gateway.DemoHubs.Homey;
using Gateway.DemoHubs.Pryv;
using Gateway.Tests.Clients;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Access;

/// <summary>
/// The product as its own process, at its most talkative, in front of all five kinds, with three keys: used well, used badly, with
/// hubs that refuse and go away. No secret of any of them may be in a log line, an answer, a header, a page or a problem.
/// </summary>
public sealed class SecretHuntTests
{
    private static readonly string[] Hubs = ["home", "homey", "deconz", "diary", "chat"];
    private readonly StringBuilder _heard = new();
    private int _answers;

    [Fact]
    public async Task NoSecret_IsInAnyLogLineAnswerPageOrProblem()
    {
        using var keys = new KeyFolder();
        string[] owned = [keys.Add("owner", "admin"), keys.Add("tablet", "read:home/entities/light.*", "command:home"), keys.Add("monitor", "metrics")];
        await using var home = await HomeAssistantDemoHub.StartAsync();
        await using var homey = await HomeyDemoHub.StartAsync();
        await using var deconz = await DeconzDemoHub.StartAsync();
        await using var diary = await DiaryDemoHub.StartAsync();
        await using var chat = await ChatDemoHub.StartAsync();
        string[] secrets = [home.Token, homey.Token, deconz.Token, diary.Token, chat.Token, "header-secret-4711", "query-secret-4712", .. owned];
        secrets.Distinct(StringComparer.Ordinal).Count().ShouldBe(secrets.Length);
        secrets.ShouldAllBe(static secret => secret.Length > 8);
        await using var gateway = GatewayProcess.Start(["--urls", "http://127.0.0.1:0"], Environment(keys, home, homey, deconz, diary, chat));
        await gateway.ListeningAsync();
        using var http = new HttpClient { BaseAddress = gateway.Url };
        await UntilAsync(http, owned[0], "online");

        foreach (var key in owned)
        {
            await UseAsync(http, key);
        }

        await GuessAsync(http, owned[0]);
        home.RefuseCommand("get_config", "unauthorized", $"The token {home.Token} may not.");
        home.ChangeToken("another-token-of-the-house");
        homey.DropConnections();
        await deconz.StopAsync();
        await diary.KillAsync();
        await chat.StopAsync();
        home.DropConnections();
        await UntilAsync(http, owned[0], "away");
        await UseAsync(http, owned[0]);

        _answers.ShouldBeGreaterThan(150);
        var log = string.Join('\n', gateway.Output);
        log.Length.ShouldBeGreaterThan(100_000, "the log was to be at its most talkative");
        foreach (var secret in secrets.SelectMany(Shapes))
        {
            Around(_heard.ToString(), secret).ShouldBeNull("an answer holds a secret");
            Around(log, secret).ShouldBeNull("the log holds a secret");
        }
    }

    /// <summary>A secret, and what it looks like in an address and in JSON.</summary>
    private static IEnumerable<string> Shapes(string secret) =>
        new[] { secret, Uri.EscapeDataString(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('=') }.Distinct(StringComparer.Ordinal);

    /// <summary>Where a secret stands, itself left out; null when it does not.</summary>
    private static string? Around(string text, string secret)
    {
        var at = text.IndexOf(secret, StringComparison.Ordinal);
        return at < 0 ? null : $"{text[Math.Max(0, at - 200)..at]}<here>{text[(at + secret.Length)..Math.Min(text.Length, at + secret.Length + 100)]}";
    }

    private static Dictionary<string, string> Environment(
        KeyFolder keys, HomeAssistantDemoHub home, HomeyDemoHub homey, DeconzDemoHub deconz, DiaryDemoHub diary, ChatDemoHub chat)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Gateway__Access__KeyFile"] = keys.Path,
            ["Gateway__Access__AuditArguments"] = "true",
            ["Logging__LogLevel__Default"] = "Trace",
            ["Logging__LogLevel__Microsoft"] = "Trace",
            ["Logging__LogLevel__Microsoft.AspNetCore"] = "Trace",
            ["Logging__LogLevel__System"] = "Trace",
            ["Gateway__Hubs__homey__HomeyId"] = homey.HomeyId,
            ["Gateway__Hubs__diary__User"] = diary.User,
            ["Gateway__Hubs__chat__SocketIO__Headers__X-Secret"] = "header-secret-4711",
            ["Gateway__Hubs__chat__SocketIO__Query__secret"] = "query-secret-4712",
        };
        foreach (var (hub, kind, url, token) in new[]
        {
            ("home", "HomeAssistant", home.Url, home.Token), ("homey", "Homey", homey.Url, homey.Token), ("deconz", "Deconz", deconz.Url, deconz.Token),
            ("diary", "Pryv", diary.Url, diary.Token), ("chat", "SocketIO", chat.Url, chat.Token),
        })
        {
            all[$"Gateway__Hubs__{hub}__Kind"] = kind;
            all[$"Gateway__Hubs__{hub}__Url"] = url.ToString();
            all[$"Gateway__Hubs__{hub}__Token"] = token;
        }

        return all;
    }

    private static async Task UntilAsync(HttpClient http, string key, string state)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/hubs") { Headers = { Authorization = new("Bearer", key) } };
            using var response = await http.SendAsync(request, limit.Token);
            var states = JsonNode.Parse(await response.Content.ReadAsStringAsync(limit.Token))!.AsArray().Select(static hub => hub!["state"]!.GetValue<string>()).ToArray();
            if (state is "away" ? states.Count(static hub => hub is "retrying" or "refused" or "connecting") >= 4 : states.Length == Hubs.Length && states.All(hub => string.Equals(hub, state, StringComparison.Ordinal)))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, limit.Token);
        }
    }

    /// <summary>Everything a client can ask for, of every hub, well and badly.</summary>
    private async Task UseAsync(HttpClient http, string key)
    {
        foreach (var path in new[] { "/", "/app/main.js", "/swagger/v1/swagger.json", "/api/access", "/api/hubs", "/metrics", "/api/support", "/healthz", "/readyz", "/api/nothing", "/keys.json", "/appsettings.json" })
        {
            await SendAsync(http, key, HttpMethod.Get, path);
        }

        await SendAsync(http, key, HttpMethod.Post, "/api/ticket");
        foreach (var hub in Hubs)
        {
            foreach (var path in new[] { "", "/subscriptions", "/state?topic=*", "/state?topic=entities/*", "/state?topic=lights/*", "/http/", "/http/config", "/http/api/config", "/http/nothing", "/http/../x", "/http/lights/1", "/http/events", "/http/access-info", "/diagnosis?auth=true" })
            {
                await SendAsync(http, key, HttpMethod.Get, $"/api/hubs/{hub}{path}");
            }

            foreach (var body in new[]
            {
                """{"name":"get_config"}""", """{"name":"GET config"}""", """{"name":"PUT lights/99/state","args":{"on":true}}""", """{"name":"getDevices homey:manager:devices"}""", """{"name":"GET /api/manager/system/"}""",
                """{"name":"events.get","args":{}}""", """{"name":"getAccessInfo","args":{}}""", """{"name":"no such thing","args":{"a":1}}""", "not json", """{"name":"message","args":["hello"],"confirm":{"topic":"*","timeoutMs":50}}""",
            })
            {
                await SendAsync(http, key, HttpMethod.Post, $"/api/hubs/{hub}/commands", body);
            }

            await SendAsync(http, key, HttpMethod.Post, $"/api/hubs/{hub}/commands/batch", """[{"name":"get_states"},{"name":""}]""");
            await SendAsync(http, key, HttpMethod.Post, $"/api/hubs/{hub}/raw", "42[\"message\",\"raw\"]", "text/plain");
            await ListenAsync(http, key, $"/api/hubs/{hub}/events?topic={(hub is "home" ? "entities/*" : hub is "homey" ? "homey:device:*" : "*")}");
        }
    }

    private async Task GuessAsync(HttpClient http, string key)
    {
        await SendAsync(http, key + "x", HttpMethod.Get, "/api/hubs");
        await SendAsync(http, null, HttpMethod.Get, $"/api/hubs/home/events?topic=entities/*&access_token={key}");
        await SendAsync(http, null, HttpMethod.Get, $"/live?access_token={key}");
        await SendAsync(http, null, HttpMethod.Get, $"/api/hubs/{key}");
        await SendAsync(http, key, HttpMethod.Get, $"/api/hubs/home/state?topic={key}x");
    }

    private async Task SendAsync(HttpClient http, string? key, HttpMethod method, string path, string? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, new MediaTypeHeaderValue(type)) };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        using var response = await http.SendAsync(request).Soon();
        _answers++;
        _heard.Append(response.Headers).Append(response.Content.Headers).Append(await response.Content.ReadAsStringAsync()).Append('\n');
    }

    /// <summary>Half a second of the living house.</summary>
    private async Task ListenAsync(HttpClient http, string key, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new("Bearer", key) } };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Soon();
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        var buffer = new byte[64 * 1024];
        var stream = await response.Content.ReadAsStreamAsync();
        try
        {
            while (await stream.ReadAsync(buffer, limit.Token) is > 0 and var count)
            {
                _heard.Append(Encoding.UTF8.GetString(buffer, 0, count));
            }
        }
        catch (OperationCanceledException)
        {
            _answers++;
        }
    }
}
