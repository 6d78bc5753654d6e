using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.Contract;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams.Recording;

/// <summary>The whole product, started with the command line's <c>--record</c> or <c>--replay</c>.</summary>
internal sealed class TapeHost : IAsyncDisposable
{
    private readonly WebApplicationFactory<Program> _factory;
    private readonly LogSink _log = new();

    private TapeHost(IEnumerable<KeyValuePair<string, string>> settings)
    {
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.UseContentRoot(GatewayHost.Top);
            builder.UseSetting("urls", "http://127.0.0.1:0");
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureServices(services => services.AddSingleton<ILoggerProvider>(_log));
        });
        _factory.UseKestrel(0);
        _factory.StartServer();
        Http = new HttpClient { BaseAddress = _factory.ClientOptions.BaseAddress };
    }

    public HttpClient Http { get; }

    public LogSink Log => _log;

    public static TapeHost Record(string folder, JsonObject entry) =>
        new([new("record", folder), .. Flat("Gateway:Hubs:home", entry)]);

    public static TapeHost Replay(string folder, string speed = "0") => new([new("replay", folder), new("replay-speed", speed)]);

    public async Task<JsonObject> UntilAsync(string state, int reconnects = 0)
    {
        JsonObject? status = null;
        await Eventually.TrueAsync(
            () =>
            {
                status = Http.GetFromJsonAsync<JsonObject>("/api/hubs/home").Soon().GetAwaiter().GetResult();
                return string.Equals(status!["state"]!.GetValue<string>(), state, StringComparison.Ordinal) && status["reconnects"]!.GetValue<int>() == reconnects;
            },
            $"the hub is {state}");
        return status!;
    }

    public async Task<(HttpStatusCode Status, JsonObject Body)> CommandAsync(JsonObject command)
    {
        using var answer = await Http.PostAsJsonAsync("/api/hubs/home/commands", command).Soon();
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    public async Task<UpstreamSseClient> OpenLiveAsync(ContractHub hub)
    {
        string[] topics = hub.StateTopic is { } states ? [hub.Topic, states] : [hub.Topic];
        var client = await UpstreamSseClient.OpenAsync(Http, "home", topics);
        foreach (var topic in topics)
        {
            await client.UntilTopicAsync(topic, "live");
        }

        return client;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _factory.DisposeAsync();
    }

    private static IEnumerable<KeyValuePair<string, string>> Flat(string path, JsonObject section) =>
        section.SelectMany(row => row.Value is JsonObject below ? Flat($"{path}:{row.Key}", below) : [new($"{path}:{row.Key}", row.Value!.ToString())]);
}
