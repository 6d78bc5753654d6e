using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant;
using Gateway.Tests.Fakes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.EndToEnd;

/// <summary>The product with an appsettings.json of its own, in which the test adds, changes and removes hubs.</summary>
internal sealed class UpstreamReloadHost : IAsyncDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("gateway-reload");
    private readonly JsonObject _hubs;
    private readonly JsonObject _settings;
    private readonly AnswerRecorder _answers = new();
    private readonly WebApplicationFactory<Program> _factory;

    private UpstreamReloadHost(JsonObject hubs, JsonObject settings)
    {
        _hubs = hubs;
        _settings = settings;
        Save();
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.UseContentRoot(_root.FullName);
            builder.UseSetting("urls", "http://127.0.0.1:0");
            builder.ConfigureServices(services => services.AddSingleton<ILoggerProvider>(Log));
        });
        _factory.UseKestrel(0);
        _factory.StartServer();
        Http = new HttpClient(_answers) { BaseAddress = _factory.ClientOptions.BaseAddress };
    }

    public LogSink Log { get; } = new();

    public HttpClient Http { get; }

    /// <summary>Every answer that <see cref="Http"/> was given, event streams aside.</summary>
    public IReadOnlyList<string> Answers => _answers.Bodies;

    public static UpstreamReloadHost Start(IReadOnlyDictionary<string, HomeAssistantDemoHub> hubs, JsonObject? settings = null) =>
        new(new JsonObject(hubs.Select(static hub => KeyValuePair.Create<string, JsonNode?>(hub.Key, Entry(hub.Value)))), settings ?? []);

    /// <param name="hubs">The section <c>Gateway:Hubs</c>, of any kinds.</param>
    /// <param name="settings">What else stands under <c>Gateway</c>.</param>
    public static UpstreamReloadHost Start(JsonObject hubs, JsonObject? settings = null) => new(hubs, settings ?? []);

    public void Put(string name, HomeAssistantDemoHub hub, bool enabled = true) => Put(name, Entry(hub, enabled));

    public void Put(string name, JsonObject entry) => _hubs[name] = entry;

    public void Remove(string name) => _hubs.Remove(name);

    /// <summary>In one step, as careful editors do.</summary>
    public void Save()
    {
        var gateway = _settings.DeepClone().AsObject();
        gateway["Hubs"] = _hubs.DeepClone();
        Save(JsonSerializer.Serialize(new JsonObject { ["Gateway"] = gateway }));
    }

    /// <summary>Saves any text in place of what the hubs are.</summary>
    /// <param name="text">The whole file.</param>
    /// <param name="name">Which of the files that count.</param>
    public void Save(string text, string name = "appsettings.json")
    {
        var file = Path.Combine(_root.FullName, name);
        File.WriteAllText(file + ".new", text);
        File.Move(file + ".new", file, overwrite: true);
    }

    public async Task<JsonObject> UntilAsync(string hub, string state)
    {
        JsonObject? status = null;
        using var limit = new CancellationTokenSource(Eventually.Limit);
        while (!string.Equals(status?["state"]?.GetValue<string>(), state, StringComparison.Ordinal))
        {
            using var answer = await Http.GetAsync($"/api/hubs/{hub}", limit.Token);
            status = answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonObject>(limit.Token) : null;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
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
        _root.Delete(recursive: true);
    }
    private static JsonObject Entry(HomeAssistantDemoHub hub, bool enabled = true) => new()
    {
        ["Kind"] = "HomeAssistant",
        ["Url"] = hub.Url.ToString(),
        ["Token"] = hub.Token,
        ["Enabled"] = enabled,
    };
}
