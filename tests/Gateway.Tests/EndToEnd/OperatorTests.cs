using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

/// <summary>What an operator sees and sets over REST.</summary>
public sealed class OperatorTests
{
    [Theory]
    [InlineData("""{"category":"Gateway.Upstreams","level":"Debug","minutes":5}""", null)]
    [InlineData("""{"category":"Gateway.Upstreams"}""", null)]
    [InlineData("""{"category":"","level":"Debug"}""", "'category'")]
    [InlineData("""{"category":"Gateway Upstreams","level":"Debug"}""", "'category'")]
    [InlineData("""{"category":"Gateway","level":"Loud"}""", "Trace, Debug")]
    [InlineData("""{"category":"Gateway","level":"1"}""", "Trace, Debug")]
    [InlineData("""{"category":"Gateway","level":"Debug","minutes":0}""", "'minutes'")]
    [InlineData("""{"category":"Microsoft.AspNetCore.Hosting.Diagnostics","level":"Debug"}""", "stays at Warning")]
    [InlineData("""{"category":"Gateway.Audit","level":"None"}""", "cannot be silenced")]
    [InlineData("""{"category":5}""", "no such JSON object")]
    [InlineData("null", "'category'")]
    [InlineData("{", "no such JSON object")]
    public async Task LogLevel_IsSet_OrRefusedWithTheFault(string body, string? fault)
    {
        await using var host = await GatewayHost.StartAsync();
        using var answer = await host.Http.PutAsync("/api/log-level", new StringContent(body, System.Text.Encoding.UTF8, "application/json")).Soon();

        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(fault is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest, text);
        text.ShouldContain(fault ?? "[");
    }

    [Fact]
    public async Task LogLevel_Set_IsListedWithItsEnd()
    {
        await using var host = await GatewayHost.StartAsync();
        using var answer = await host.Http.PutAsJsonAsync("/api/log-level", new { category = "Gateway.Upstreams", level = "debug", minutes = 5 }).Soon();

        var row = (await host.Http.GetFromJsonAsync<JsonArray>("/api/log-level").Soon())!.ShouldHaveSingleItem()!;
        row["category"]!.GetValue<string>().ShouldBe("Gateway.Upstreams");
        row["level"]!.GetValue<string>().ShouldBe("Debug");
        row["until"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Health_OfAHub_SaysWhyItIsAway()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        (await host.Http.GetFromJsonAsync<JsonObject>("/api/hubs/home/health").Soon())!["state"]!.GetValue<string>().ShouldBe("online");

        await host.Home.KillAsync();
        await host.UntilAsync("retrying");
        using var answer = await host.Http.GetAsync("/api/hubs/home/health").Soon();

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadFromJsonAsync<JsonObject>())!["detail"]!.GetValue<string>().ShouldContain("The hub is ");
        (await host.Http.GetStringAsync("/healthz").Soon()).ShouldBe("live");
    }

    [Fact]
    public async Task Alarm_HubRefusesUs_StandsUntilItIsMended()
    {
        await using var host = await GatewayHost.StartAsync();
        host.ErrorsAreExpected = true;
        await host.UntilAsync("online");
        var token = host.Home.Token;
        (await AlarmsAsync(host)).ShouldBeEmpty();

        host.Home.ChangeToken("another-token-0123456789");
        await host.Home.KillAsync();
        await host.Home.RestartAsync();
        await host.UntilAsync("refused");
        var alarm = (await AlarmsAsync(host)).ShouldHaveSingleItem();
        alarm["alarm"]!.GetValue<string>().ShouldBe("hub-refused");
        alarm["hub"]!.GetValue<string>().ShouldBe("home");
        alarm["text"]!.GetValue<string>().ShouldNotBeEmpty();

        host.Home.ChangeToken(token);
        using var asked = await host.Http.PostAsync("/api/hubs/home/reconnect", null).Soon();
        await host.UntilAsync("online");
        (await AlarmsAsync(host)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Alarm_CommandsOfUnknownOutcome_StandsWithTheirNumber()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        host.Home.HoldAnswers("get_config");
        for (var number = 0; number < 2; number++)
        {
            using var answer = await host.Http.PostAsJsonAsync("/api/hubs/home/commands", new { name = "get_config", timeoutMs = 50 }).Soon();
            answer.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        }

        var alarm = (await AlarmsAsync(host)).ShouldHaveSingleItem();
        alarm["alarm"]!.GetValue<string>().ShouldBe("commands-unknown");
        alarm["text"]!.GetValue<string>().ShouldContain("2 commands");
        host.Log.Lines.ShouldContain(static line => line.Text.StartsWith("Alarm commands-unknown of home", StringComparison.Ordinal));
    }

    private static async Task<JsonObject[]> AlarmsAsync(GatewayHost host) =>
        [.. (await host.Http.GetFromJsonAsync<JsonArray>("/api/alarms").Soon())!.Select(static row => row!.AsObject())];
}
