using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Deconz;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams.Deconz;

/// <summary>
/// The whole product in front of one demo gateway, hub <c>deconz</c>, with an appsettings.json of its own that the test may
/// change. Fails the test at disposal when an Error was logged that it did not announce, or when the key was logged at all.
/// </summary>
internal sealed class DeconzHost : IAsyncDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("gateway-deconz");
    private readonly WebApplicationFactory<Program> _factory;
    private readonly string _key;

    private DeconzHost(DeconzDemoHub hub, JsonObject? options)
    {
        _key = hub.Token;
        Entry = new JsonObject { ["Kind"] = "Deconz", ["Url"] = hub.Url.ToString(), ["Token"] = hub.Token, ["Deconz"] = options ?? [] };
        Save();
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.UseContentRoot(_root.FullName);
            builder.UseSetting("urls", "http://127.0.0.1:0");
            builder.ConfigureServices(services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace)).AddSingleton<ILoggerProvider>(Log));
        });
        _factory.UseKestrel(0);
        _factory.StartServer();
        Http = new HttpClient { BaseAddress = _factory.ClientOptions.BaseAddress };
    }

    /// <summary>The hub's entry; <see cref="Save"/> makes it count.</summary>
    public JsonObject Entry { get; }

    public LogSink Log { get; } = new();

    public HttpClient Http { get; }

    public bool ErrorsAreExpected { get; set; }

    /// <param name="hub">Whom to connect to.</param>
    /// <param name="options">The entry's <c>Deconz</c> section.</param>
    public static async Task<DeconzHost> StartAsync(DeconzDemoHub hub, JsonObject? options = null)
    {
        var host = Start(hub, options);
        await host.UntilAsync("online");
        return host;
    }

    public static DeconzHost Start(DeconzDemoHub hub, JsonObject? options = null) => new(hub, options);

    /// <summary>In one step, as careful editors do.</summary>
    public void Save()
    {
        var file = Path.Combine(_root.FullName, "appsettings.json");
        var settings = new JsonObject { ["Gateway"] = new JsonObject { ["Hubs"] = new JsonObject { ["deconz"] = Entry.DeepClone() } } };
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(settings));
        File.Move(file + ".new", file, overwrite: true);
    }

    public async Task<JsonObject> UntilAsync(string state, string? reason = null)
    {
        JsonObject? status = null;
        using var limit = new CancellationTokenSource(Eventually.Limit);
        try
        {
            while (true)
            {
                status = (await Http.GetFromJsonAsync<JsonObject>("/api/hubs/deconz", limit.Token))!;
                if (string.Equals(status["state"]!.GetValue<string>(), state, StringComparison.Ordinal)
                    && (reason is null || status["reason"]?.GetValue<string>().Contains(reason, StringComparison.Ordinal) == true))
                {
                    return status;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
            }
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"The hub does not become {state} ({reason}); it is {status?.ToJsonString()}", exception);
        }
    }

    public async Task<UpstreamSseClient> OpenLiveAsync(params string[] topics)
    {
        var client = await UpstreamSseClient.OpenAsync(Http, "deconz", topics);
        foreach (var topic in topics)
        {
            await client.UntilTopicAsync(topic, "live");
        }

        return client;
    }

    /// <summary>One command by REST: the HTTP status and the whole answer.</summary>
    public async Task<(HttpStatusCode Status, JsonObject Body)> CommandAsync(string name, string? args = null, int? timeoutMs = null, bool wait = true)
    {
        var command = new JsonObject { ["name"] = name, ["args"] = args is null ? null : JsonNode.Parse(args), ["wait"] = wait };
        if (timeoutMs is { } timeout)
        {
            command["timeoutMs"] = timeout;
        }

        using var answer = await Http.PostAsJsonAsync("/api/hubs/deconz/commands", command).Soon();
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject());
    }

    public async Task<IReadOnlyList<JsonObject>> StateAsync(string topic) =>
        [.. (await Http.GetFromJsonAsync<JsonArray>($"/api/hubs/deconz/state?topic={Uri.EscapeDataString(topic)}").Soon())!.Select(static value => value!.AsObject())];

    public Task ReconnectAsync() => Http.PostAsync(new Uri("/api/hubs/deconz/reconnect", UriKind.Relative), null).Soon();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _factory.DisposeAsync();
        _root.Delete(recursive: true);
        Log.Lines.ShouldNotContain(line => line.Text.Contains(_key, StringComparison.Ordinal));
        if (!ErrorsAreExpected)
        {
            Log.Errors.ShouldBeEmpty();
        }
    }
}
