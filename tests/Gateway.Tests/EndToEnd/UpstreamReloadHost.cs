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
    private readonly JsonObject _hubs = [];
    private readonly WebApplicationFactory<Program> _factory;

    private UpstreamReloadHost(IReadOnlyDictionary<string, HomeAssistantDemoHub> hubs)
    {
        foreach (var (name, hub) in hubs)
        {
            Put(name, hub);
        }

        Save();
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.UseContentRoot(_root.FullName);
            builder.UseSetting("urls", "http://127.0.0.1:0");
            builder.ConfigureServices(services => services.AddSingleton<ILoggerProvider>(Log));
        });
        _factory.UseKestrel(0);
        _factory.StartServer();
        Http = new HttpClient { BaseAddress = _factory.ClientOptions.BaseAddress };
    }

    public LogSink Log { get; } = new();

    public HttpClient Http { get; }

    public static UpstreamReloadHost Start(IReadOnlyDictionary<string, HomeAssistantDemoHub> hubs) => new(hubs);

    /// <summary>With one hub of any kind.</summary>
    public static UpstreamReloadHost Start(string name, JsonObject entry)
    {
        var host = new UpstreamReloadHost(new Dictionary<string, HomeAssistantDemoHub>(StringComparer.Ordinal));
        host.Put(name, entry);
        host.Save();
        return host;
    }

    public void Put(string name, HomeAssistantDemoHub hub, bool enabled = true) => _hubs[name] = new JsonObject
    {
        ["Kind"] = "HomeAssistant",
        ["Url"] = hub.Url.ToString(),
        ["Token"] = hub.Token,
        ["Enabled"] = enabled,
    };

    /// <summary>A hub of any kind.</summary>
    public void Put(string name, JsonObject entry) => _hubs[name] = entry;

    public void Remove(string name) => _hubs.Remove(name);

    /// <summary>In one step, as careful editors do.</summary>
    public void Save()
    {
        var file = Path.Combine(_root.FullName, "appsettings.json");
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(new JsonObject { ["Gateway"] = new JsonObject { ["Hubs"] = _hubs.DeepClone() } }));
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
}
