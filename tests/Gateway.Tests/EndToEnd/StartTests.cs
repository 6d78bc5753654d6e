using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Gateway.Tests.EndToEnd;

public sealed class StartTests
{
    [Fact]
    public async Task Gateway_WithOneHub_BecomesOnlineAndReady()
    {
        await using var host = await GatewayHost.StartAsync();

        var hub = await host.UntilAsync("online");

        hub["kind"]!.GetValue<string>().ShouldBe("HomeAssistant");
        hub["version"]!.GetValue<string>().ShouldBe("2023.11.3");
        (await host.Http.GetStringAsync("/healthz")).ShouldBe("live");
        (await host.Http.GetStringAsync("/readyz")).ShouldBe("ready");
        (await host.Http.GetFromJsonAsync<JsonArray>("/api/hubs"))!.Count.ShouldBe(1);
    }
}
