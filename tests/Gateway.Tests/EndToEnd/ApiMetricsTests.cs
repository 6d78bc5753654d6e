namespace Gateway.Tests.EndToEnd;

public sealed class ApiMetricsTests
{
    [Fact]
    public async Task Metrics_TellOfTheHub()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");

        using var response = await host.Http.GetAsync("/metrics");
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n');

        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        string[] told = ["gateway_hub_online{hub=\"home\",kind=\"HomeAssistant\"} 1", "gateway_hub_topics{hub=\"home\",kind=\"HomeAssistant\",state=\"live\"} 0"];
        told.Except(lines, StringComparer.Ordinal).ShouldBeEmpty();
    }
}
