using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.Clients;

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

    [Theory]
    [InlineData("https://127.0.0.1:0", "certificate")]
    [InlineData("http://localhost:0", "Dynamic port")]
    [InlineData("http://192.0.2.1:5280", "assign")]
    public async Task Start_AddressThatTheServerCannotTake_SaysSoWithoutAStackTraceAndExitCodeIsTwo(string address, string why)
    {
        await using var gateway = GatewayProcess.Start(["--urls", address], new Dictionary<string, string>(StringComparer.Ordinal) { ["Gateway__Access__AllowAnonymous"] = "true" });

        (await gateway.ExitCodeAsync()).ShouldBe(2);

        gateway.Output.ShouldContain(line => line.StartsWith($"The gateway cannot listen at {address}: ", StringComparison.Ordinal) && line.Contains(why, StringComparison.Ordinal));
        gateway.Output.ShouldNotContain(static line => line.Contains("   at ", StringComparison.Ordinal));
    }
}
