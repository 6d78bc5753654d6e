using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Gateway.Tests.EndToEnd;

/// <summary>How much a hub may be sent is seen in its status and in the metrics.</summary>
public sealed class ApiLimitsTests
{
    [Fact]
    public async Task Limits_AreInTheStatusAndInTheMetrics()
    {
        await using var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["Commands:PerSecond"] = "1", ["Commands:Burst"] = "3" });
        var before = (await host.UntilAsync("online"))["commands"]!.AsObject();
        before["perSecond"]!.GetValue<int>().ShouldBe(1);
        before["burst"]!.GetValue<int>().ShouldBe(3);
        before["available"]!.GetValue<int>().ShouldBe(3);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => host.Http.PostAsJsonAsync("/api/hubs/home/commands", new JsonObject { ["name"] = "get_config" })));
        var limited = answers.Count(static answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        limited.ShouldBeInRange(5, 7, "three at once, and perhaps one or two more that came later");

        var after = (await host.UntilAsync("online"))["commands"]!.AsObject();
        after["limited"]!.GetValue<int>().ShouldBe(limited);
        after["available"]!.GetValue<int>().ShouldBeLessThan(3);
        var lines = (await host.Http.GetStringAsync("/metrics")).Split('\n');
        string[] told =
        [
            $"gateway_commands_total{{hub=\"home\",outcome=\"limited\"}} {limited}",
            $"gateway_commands_total{{hub=\"home\",outcome=\"ok\"}} {10 - limited}",
            $"gateway_command_duration_seconds_count{{hub=\"home\"}} {10 - limited}",
            $"gateway_hub_commands_limited_total{{hub=\"home\"}} {limited}",
            "gateway_hub_commands_rate{hub=\"home\"} 1",
        ];
        told.Except(lines, StringComparer.Ordinal).ShouldBeEmpty();
    }
}
