using System.Text.Json.Nodes;
using Gateway.Tests.Clients;
using Gateway.Tests.Contract;
using Gateway.Tests.Upstreams;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Diagnosis;

/// <summary><c>check</c> as its own process.</summary>
public sealed class CheckCommandTests
{
    [Fact]
    public async Task Check_AllIsWell_EndsWithZeroAndSaysEachStep()
    {
        await using var hub = await HomeAssistantContractHub.StartAsync(isImpatient: false);
        await using var check = GatewayProcess.Start(["check", "--urls", "http://127.0.0.1:0"], Environment(hub));

        (await check.ExitCodeAsync()).ShouldBe(0, string.Join('\n', check.Output));

        var text = string.Join('\n', check.Output);
        text.ShouldContain("✓ ok      auth");
        text.ShouldContain("home (HomeAssistant)");
        text.ShouldNotContain(hub.Token);
        text.ShouldNotContain("info:");
    }

    [Fact]
    public async Task Check_AHubRefuses_EndsWithOneAndNamesTheCure()
    {
        await using var hub = await HomeAssistantContractHub.StartAsync(isImpatient: false);
        var environment = Environment(hub);
        hub.ChangeToken("another-token-of-the-house");
        await using var check = GatewayProcess.Start(["check", "home", "--json", "--urls", "http://127.0.0.1:0"], environment);

        (await check.ExitCodeAsync()).ShouldBe(1);

        var text = string.Join('\n', check.Output);
        var report = JsonNode.Parse(text)!;
        report["verdict"]!.GetValue<string>().ShouldBe("failed");
        report["hubs"]![0]!["steps"]!.AsArray().Single(static step => step!["step"]!.GetValue<string>() is "auth")!["verdict"]!.GetValue<string>().ShouldBe("failed");
        text.ShouldNotContain(environment["Gateway__Hubs__home__Token"]);
    }

    [Fact]
    public async Task Check_ConfigurationHasMistakes_EndsWithTwo()
    {
        await using var check = GatewayProcess.Start(["check"], new Dictionary<string, string>(StringComparer.Ordinal) { ["Gateway__Hubs__home__Kind"] = "HomeAsistant" });

        (await check.ExitCodeAsync()).ShouldBe(2);
        string.Join('\n', check.Output).ShouldContain("'HomeAsistant' is none of");
    }

    [Theory]
    [InlineData("There is no hub 'attic'", "check", "attic")]
    [InlineData("--jsn: is no option", "check", "--jsn")]
    public async Task Check_Misused_EndsWithTwo(string said, params string[] arguments)
    {
        await using var check = GatewayProcess.Start(arguments);

        (await check.ExitCodeAsync()).ShouldBe(2);
        string.Join('\n', check.Output).ShouldContain(said);
    }

    [Fact]
    public async Task Check_WhereAGatewayRuns_SaysThatItHoldsTheAddress()
    {
        await using var hub = await HomeAssistantContractHub.StartAsync(isImpatient: false);
        await using var gateway = GatewayProcess.Start(["--urls", "http://127.0.0.1:0"], Environment(hub));
        await gateway.ListeningAsync();
        await using var check = GatewayProcess.Start(["check", "--urls", $"http://127.0.0.1:{gateway.Url.Port}"], Environment(hub));

        (await check.ExitCodeAsync()).ShouldBe(0, string.Join('\n', check.Output));
        string.Join('\n', check.Output).ShouldContain("held by a gateway that runs");
    }

    [Fact]
    public async Task Check_WhereAGatewayRunsWithACertificateOfItsOwn_SaysThatItHoldsTheAddress()
    {
        await using var hub = await HomeAssistantContractHub.StartAsync(isImpatient: false);
        using var certificate = TestCertificates.SelfSigned("gateway.example");
        await using var gateway = await ScriptedHub.StartAsync(
            static context => context.Response.WriteAsync(context.Request.Path == "/healthz" ? "live" : "no"), listen => listen.UseHttps(certificate));
        await using var check = GatewayProcess.Start(["check", "--urls", $"https://127.0.0.1:{gateway.Url.Port}"], Environment(hub));

        (await check.ExitCodeAsync()).ShouldBe(0, string.Join('\n', check.Output));
        string.Join('\n', check.Output).ShouldContain("held by a gateway that runs");
    }

    private static Dictionary<string, string> Environment(ContractHub hub) => new(StringComparer.Ordinal)
    {
        ["Gateway__Hubs__home__Kind"] = "HomeAssistant",
        ["Gateway__Hubs__home__Url"] = hub.Entry["Url"]!.GetValue<string>(),
        ["Gateway__Hubs__home__Token"] = hub.Token,
    };
}
