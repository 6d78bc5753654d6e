using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Contract;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Settings;

/// <summary>
/// The product in a folder of the test's, where hubs are added by HTTP. At disposal it fails the test on an Error that was not announced,
/// and on a secret in a log line or in an answer.
/// </summary>
internal sealed class SettingsHost : IAsyncDisposable
{
    private readonly WebApplicationFactory<Program> _factory;
    private readonly AnswerRecorder _answers = new();
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);

    private SettingsHost(DirectoryInfo folder, IEnumerable<(string Key, string Value)> settings)
    {
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.UseContentRoot(folder.FullName);
            builder.UseSetting("urls", "http://127.0.0.1:0");

            // At its most talkative: no secret may be in any line of it.
            builder.UseSetting("Logging:LogLevel:Default", "Trace");
            builder.UseSetting("Logging:LogLevel:Microsoft.AspNetCore", "Trace");
            foreach (var (key, value) in settings)
            {
                builder.UseSetting($"Gateway:{key}", value);
            }

            builder.ConfigureServices(services => services.AddSingleton<ILoggerProvider>(Log));
        });
        _factory.UseKestrel(0);
        _factory.StartServer();
        Http = new HttpClient(_answers) { BaseAddress = _factory.ClientOptions.BaseAddress };
    }

    public LogSink Log { get; } = new();

    public HttpClient Http { get; }

    public bool ErrorsAreExpected { get; set; }

    public IEnumerable<string> Audit => Log.Lines.Where(static line => line.Category is "Gateway.Audit").Select(static line => line.Text);

    public static SettingsHost Start(DirectoryInfo folder, params (string Key, string Value)[] settings) => new(folder, settings);

    /// <summary>The flat options of a hub, as a form gives them; its token may be in no answer and no log line from now on.</summary>
    public JsonObject OptionsOf(ContractHub hub)
    {
        var options = new JsonObject();
        Flatten(hub.Entry, "", options);
        options.Remove("Kind");
        Learn(hub.Token);
        return options;
    }

    public void Learn(string secret) => _secrets.Add(secret);

    public Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, JsonNode? body = null, params (string Name, string Value)[] headers) =>
        SendTextAsync(method, path, body?.ToJsonString(), headers);

    public async Task<(HttpStatusCode Status, JsonNode? Body)> SendTextAsync(HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await Http.SendAsync(request).WaitAsync(TimeSpan.FromSeconds(40));
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public Task<(HttpStatusCode Status, JsonNode? Body)> PutAsync(string hub, string kind, JsonObject options, string? pairing = null)
    {
        var body = new JsonObject { ["kind"] = kind, ["options"] = options.DeepClone() };
        if (pairing is not null)
        {
            body["pairing"] = pairing;
        }

        return SendAsync(HttpMethod.Put, $"/api/hubs/{hub}/settings", body);
    }

    public async Task SaveAsync(string hub, string kind, JsonObject options)
    {
        var (status, body) = await PutAsync(hub, kind, options);
        status.ShouldBe(HttpStatusCode.OK, body?.ToJsonString());
    }

    public Task<(HttpStatusCode Status, JsonNode? Body)> TestAsync(string kind, JsonObject options, string? hub = null)
    {
        var body = new JsonObject { ["options"] = options.DeepClone() };
        if (hub is not null)
        {
            body["hub"] = hub;
        }

        return SendAsync(HttpMethod.Post, $"/api/kinds/{kind}/test", body);
    }

    public async Task<JsonObject> UntilAsync(string hub, string state)
    {
        JsonObject? status = null;
        using var limit = new CancellationTokenSource(Eventually.Limit);
        while (!string.Equals(status?["state"]?.GetValue<string>(), state, StringComparison.Ordinal))
        {
            limit.IsCancellationRequested.ShouldBeFalse($"{hub} is to be {state}: {status?.ToJsonString()}");
            using var answer = await Http.GetAsync($"/api/hubs/{hub}");
            status = answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonObject>() : null;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        return status!;
    }

    public async Task UntilGoneAsync(string hub)
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        while ((await Http.GetAsync($"/api/hubs/{hub}", limit.Token)).IsSuccessStatusCode)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _factory.DisposeAsync();
        Log.Lines.Select(static line => line.Text).Concat(_answers.Bodies).Where(text => _secrets.Any(secret => text.Contains(secret, StringComparison.Ordinal))).ShouldBeEmpty();
        if (!ErrorsAreExpected)
        {
            Log.Errors.ShouldBeEmpty();
        }
    }

    private static void Flatten(JsonObject section, string prefix, JsonObject options)
    {
        foreach (var (name, value) in section)
        {
            if (value is JsonObject nested)
            {
                Flatten(nested, $"{prefix}{name}:", options);
            }
            else
            {
                options[prefix + name] = value?.DeepClone();
            }
        }
    }
}
