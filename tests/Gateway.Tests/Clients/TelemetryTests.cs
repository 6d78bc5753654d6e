using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant;
using Gateway.Tests.Fakes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Clients;

/// <summary>What leaves the product's own process for other programs: OTLP and JSON lines.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task Otlp_AskedForByItsVariables_SendsMetricsAndTraces()
    {
        var received = new ConcurrentQueue<(string Path, string Text)>();
        await using var collector = await CollectAsync(received);
        await using var hub = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false });
        await using var gateway = Start(hub, new(StringComparer.Ordinal)
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.Single(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        });
        await gateway.ListeningAsync();
        using var http = new HttpClient { BaseAddress = gateway.Url };
        await Eventually.TrueAsync(() => hub.OpenConnections == 1, "the hub is connected");
        await CommandAsync(http);

        await Eventually.TrueAsync(() => received.Any(static row => row.Path is "/v1/metrics" && row.Text.Contains("gateway.hub.online", StringComparison.Ordinal)), "metrics arrive");
        await Eventually.TrueAsync(() => received.Any(static row => row.Path is "/v1/traces" && row.Text.Contains("gateway.outcome", StringComparison.Ordinal)), "traces arrive");
        received.ShouldAllBe(row => row.Text.Contains("gateway", StringComparison.Ordinal) && !row.Text.Contains(hub.Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Otlp_NotAskedFor_SendsNothing()
    {
        await using var hub = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false });
        await using var gateway = Start(hub, new(StringComparer.Ordinal) { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9", ["OTEL_SDK_DISABLED"] = "true" });
        await gateway.ListeningAsync();

        gateway.Output.ShouldNotContain(static line => line.Contains("OTLP", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Gateway__Logs__Format", "Json")]
    [InlineData("Logging__Console__FormatterName", "json")]
    public async Task Logs_AsJson_AreOneObjectALineWithTheirValues(string key, string value)
    {
        await using var hub = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false });
        await using var gateway = Start(hub, new(StringComparer.Ordinal) { [key] = value });
        await Eventually.TrueAsync(() => gateway.Output.Any(static line => line.Contains("is connected", StringComparison.Ordinal)), "the hub is connected");

        var lines = gateway.Output.Select(static line => JsonNode.Parse(line)!.AsObject()).ToArray();
        var connected = lines.Single(static line => line["message"]!.GetValue<string>().Contains("is connected", StringComparison.Ordinal));
        connected["level"]!.GetValue<string>().ShouldBe("Information");
        connected["category"]!.GetValue<string>().ShouldBe("Gateway.Upstreams.UpstreamWorker");
        connected["values"]!["Hub"]!.GetValue<string>().ShouldBe("home");
        DateTimeOffset.Parse(connected["time"]!.GetValue<string>(), CultureInfo.InvariantCulture).Offset.ShouldBe(TimeSpan.Zero);
        lines.ShouldAllBe(static line => line.ContainsKey("time") && line.ContainsKey("message"));
    }

    private static GatewayProcess Start(HomeAssistantDemoHub hub, Dictionary<string, string> environment)
    {
        environment["Gateway__Hubs__home__Kind"] = "HomeAssistant";
        environment["Gateway__Hubs__home__Url"] = hub.Url.ToString();
        environment["Gateway__Hubs__home__Token"] = hub.Token;
        return GatewayProcess.Start(["--urls", "http://127.0.0.1:0"], environment);
    }

    private static async Task CommandAsync(HttpClient http)
    {
        // The session may be open a moment before the gateway has noted it.
        await Eventually.TrueAsync(
            () =>
            {
                using var answer = http.Send(new HttpRequestMessage(HttpMethod.Post, "/api/hubs/home/commands") { Content = JsonContent.Create(new { name = "get_config" }) });
                return answer.IsSuccessStatusCode;
            },
            "a command goes through");
    }

    private static async Task<WebApplication> CollectAsync(ConcurrentQueue<(string Path, string Text)> received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            received.Enqueue((context.Request.Path.Value!, Encoding.Latin1.GetString(body.ToArray())));
            context.Response.ContentType = "application/x-protobuf";
        });
        await app.StartAsync();
        return app;
    }
}
