using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Homey;
using Gateway.Tests.Fakes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.EndToEnd;

/// <summary>
/// The whole product in front of one Homey, with an appsettings.json of its own that the test may change. Fails the test at
/// disposal when an Error was logged that the test did not announce, or the token stands in the log.
/// </summary>
internal sealed class HomeyHost : IAsyncDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("gateway-homey");
    private readonly JsonObject _entry;
    private readonly HashSet<string> _tokens = new(StringComparer.Ordinal);
    private readonly WebApplicationFactory<Program> _factory;

    private HomeyHost(Uri url, string token, JsonObject? homey, string linger)
    {
        _tokens.Add(token);
        _entry = new JsonObject { ["Kind"] = "Homey", ["Url"] = url.ToString(), ["Token"] = token, ["Homey"] = homey };
        Linger = linger;
        Save();
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.UseContentRoot(_root.FullName);
            builder.UseSetting("urls", "http://127.0.0.1:0");
            builder.ConfigureServices(services => services.AddSingleton<ILoggerProvider>(Log));
        });
        _factory.UseKestrel(0);
        _factory.StartServer();
        Http = new HttpClient { BaseAddress = _factory.ClientOptions.BaseAddress, Timeout = Eventually.Limit };
    }

    public LogSink Log { get; } = new();

    public HttpClient Http { get; }

    /// <summary>Set by a test in which an Error line is part of what it proves.</summary>
    public bool ErrorsAreExpected { get; set; }

    private string Linger { get; }

    /// <param name="homey">The entry's section <c>Homey</c>.</param>
    /// <param name="linger">How long the hub stays asked after the last client.</param>
    public static HomeyHost Start(Uri url, string token, JsonObject? homey = null, string linger = "00:00:05") => new(url, token, homey, linger);

    /// <summary>In front of a demo hub, once it is online.</summary>
    public static async Task<HomeyHost> OnlineAsync(HomeyDemoHub hub, JsonObject? homey = null, string linger = "00:00:05")
    {
        var host = Start(hub.Url, hub.Token, homey, linger);
        await host.UntilAsync("online");
        return host;
    }

    /// <summary>Changes the hub's entry while the product runs.</summary>
    public void Configure(string key, JsonNode value)
    {
        _entry[key] = value;
        _tokens.Add(_entry["Token"]!.GetValue<string>());
        Save();
    }

    /// <summary>Waits until the hub has a state, and answers its status.</summary>
    public async Task<JsonObject> UntilAsync(string state)
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        JsonObject? hub = null;
        try
        {
            do
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
                hub = await Http.GetFromJsonAsync<JsonObject>("/api/hubs/homey", limit.Token);
            }
            while (!string.Equals(hub!["state"]!.GetValue<string>(), state, StringComparison.Ordinal));
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"The hub did not become {state}: {hub?.ToJsonString()}", exception);
        }

        return hub;
    }

    public async Task<UpstreamSseClient> OpenLiveAsync(params string[] topics)
    {
        var client = await UpstreamSseClient.OpenAsync(Http, "homey", topics);
        foreach (var topic in topics)
        {
            await client.UntilTopicAsync(topic, "live");
        }

        return client;
    }

    /// <summary>The last values: topic and data.</summary>
    public async Task<IReadOnlyList<string>> StateAsync(string topic) =>
        [.. (await Http.GetFromJsonAsync<JsonArray>($"/api/hubs/homey/state?topic={Uri.EscapeDataString(topic)}"))!
            .Select(static value => $"{value!["topic"]} {value["data"]!.ToJsonString()}")];

    public async Task<(HttpStatusCode Status, JsonObject Body)> CommandAsync(string name, JsonObject? args = null, int? timeoutMs = null)
    {
        using var answer = await Http.PostAsJsonAsync("/api/hubs/homey/commands", new JsonObject { ["name"] = name, ["args"] = args, ["timeoutMs"] = timeoutMs });
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _factory.DisposeAsync();
        _root.Delete(recursive: true);
        Log.Lines.ShouldAllBe(line => !_tokens.Any(token => line.Text.Contains(token, StringComparison.Ordinal)));
        if (!ErrorsAreExpected)
        {
            Log.Errors.ShouldBeEmpty();
        }
    }

    private void Save()
    {
        var settings = new JsonObject
        {
            ["Gateway"] = new JsonObject
            {
                ["Hubs"] = new JsonObject { ["homey"] = _entry.DeepClone() },
                ["Subscriptions"] = new JsonObject { ["Linger"] = Linger },
            },
        };
        var file = Path.Combine(_root.FullName, "appsettings.json");
        File.WriteAllText(file + ".new", settings.ToJsonString());
        File.Move(file + ".new", file, overwrite: true);
    }
}
