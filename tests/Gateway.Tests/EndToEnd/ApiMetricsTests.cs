using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

public sealed class ApiMetricsTests
{
    private const string Topic = "demo";

    [Fact]
    public async Task Metrics_TellOfTheHub()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");

        using var response = await host.Http.GetAsync("/metrics");
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n');

        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        string[] told =
        [
            "gateway_hub_online{hub=\"home\",kind=\"HomeAssistant\"} 1", "gateway_hub_topics{hub=\"home\",kind=\"HomeAssistant\",state=\"live\"} 0",
            "gateway_hub_state{hub=\"home\",kind=\"HomeAssistant\",state=\"online\"} 1", "gateway_hub_state{hub=\"home\",kind=\"HomeAssistant\",state=\"refused\"} 0",
        ];
        told.Except(lines, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public async Task Metrics_OfAClient_StayWhenItHasGone()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        var client = await UpstreamSseClient.OpenAsync(host.Http, "home", Topic);
        await client.UntilTopicAsync(Topic, "live");
        for (var number = 0; number < 3; number++)
        {
            host.Home.FireEvent(Topic, new JsonObject { ["n"] = number });
        }

        await Eventually.TrueAsync(() => client.LiveEvents.Count == 3, "the events");
        var with = await ReadAsync(host);
        with["gateway_clients{transport=\"SSE\"}"].ShouldBe(1);
        with["gateway_deliveries_total{transport=\"SSE\"}"].ShouldBe(3);
        with["gateway_hub_subscriptions{hub=\"home\"}"].ShouldBe(1);
        with["gateway_hub_upstreams{hub=\"home\"}"].ShouldBe(1);
        with["gateway_hub_events_total{hub=\"home\"}"].ShouldBe(3);
        with["gateway_hub_frames_total{direction=\"received\",hub=\"home\"}"].ShouldBeGreaterThanOrEqualTo(6);
        with["gateway_hub_traffic_bytes_total{direction=\"sent\",hub=\"home\"}"].ShouldBeGreaterThan(50);

        await client.DisposeAsync();
        await UntilAsync(host, "gateway_clients{transport=\"SSE\"}", 0);
        (await ReadAsync(host))["gateway_deliveries_total{transport=\"SSE\"}"].ShouldBe(3);
    }

    [Fact]
    public async Task Metrics_OfWhatGoesWrong_CountIt()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        host.Home.RefuseEventType(Topic, "unauthorized", "not today");
        await using var client = await UpstreamSseClient.OpenAsync(host.Http, "home", Topic);
        await client.UntilTopicAsync(Topic, "failed");
        await host.Home.SendRawAsync("{");
        await UntilAsync(host, "gateway_hub_frames_unreadable_total{hub=\"home\"}", 1);
        using var refused = await host.Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/hubs") { Headers = { { "Origin", "http://evil.example" } } }).Soon();
        await host.Home.KillAsync();
        await host.UntilAsync("retrying");

        var metrics = await ReadAsync(host);
        metrics["gateway_hub_topics_refused_total{hub=\"home\"}"].ShouldBe(1);
        metrics["gateway_refused_total{problem=\"forbidden\"}"].ShouldBe(1);
        metrics["gateway_hub_disconnects_total{hub=\"home\",reason=\"hub-closed\"}"].ShouldBe(1);
    }

    private static async Task UntilAsync(GatewayHost host, string series, double value)
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        while (!(await ReadAsync(host)).GetValueOrDefault(series, -1).Equals(value))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    private static async Task<Dictionary<string, double>> ReadAsync(GatewayHost host) => Parse(await host.Http.GetStringAsync("/metrics").Soon());

    private static Dictionary<string, double> Parse(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(static line => !line.StartsWith('#')).Select(static line => (Name: line[..line.LastIndexOf(' ')], Value: line[(line.LastIndexOf(' ') + 1)..]))
        .ToDictionary(static row => row.Name, static row => double.Parse(row.Value, CultureInfo.InvariantCulture), StringComparer.Ordinal);
}
