using System.Net;
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

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task Health_AskedWithHead_AnswersWithoutABody(string path)
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");

        using var answer = await host.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldBeEmpty();
    }
}
