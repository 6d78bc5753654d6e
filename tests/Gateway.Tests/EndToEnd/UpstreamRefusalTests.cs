using System.Net.WebSockets;
using Gateway.Tests.Fakes;
using Gateway.Tests.Upstreams;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.EndToEnd;

public sealed class UpstreamRefusalTests
{
    private const string WrongToken = "wrong-token-that-nobody-may-see-0123456789";

    [Fact]
    public async Task WrongToken_AskedOnce_IsRefusedUntilAReconnectWithARightOne()
    {
        await using var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["Hubs:home:Token"] = WrongToken });
        host.ErrorsAreExpected = true;

        var hub = await host.UntilAsync("refused");
        hub["reason"]!.GetValue<string>().ShouldContain("Create a new long-lived access token");
        hub["nextAttempt"].ShouldBeNull();
        (await host.Http.GetStringAsync("/readyz").Soon()).ShouldBe("ready");

        host.Home.ChangeToken(WrongToken);
        (await host.Http.PostAsync("/api/hubs/home/reconnect", null).Soon()).StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted);
        await host.UntilAsync("online");

        host.Home.CountReceived("auth").ShouldBe(2);
        host.Log.Errors.ShouldHaveSingleItem().ShouldContain("Create a new long-lived access token");
        host.Log.Lines.ShouldNotContain(static line => line.Text.Contains(WrongToken, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Banned_AfterALostSession_IsRefusedUntilAReconnectIsAskedFor()
    {
        await using var host = await GatewayHost.StartAsync();
        host.ErrorsAreExpected = true;
        await host.UntilAsync("online");

        host.Home.Ban(banned: true);
        host.Home.DropConnections();
        (await host.UntilAsync("refused"))["reason"]!.GetValue<string>().ShouldContain("ip_bans.yaml");
        host.Home.Ban(banned: false);
        await host.Http.PostAsync("/api/hubs/home/reconnect", null).Soon();

        await host.UntilAsync("online");
        host.Log.Errors.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task RefusedTopic_HubIsDegradedByName_UntilTheHubAllowsIt()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        host.Home.RefuseEventType("demo", "unauthorized", "Unauthorized");
        await using var client = await UpstreamSseClient.OpenAsync(host.Http, "home", "demo", "entities/light.hall");

        await client.UntilTopicAsync("demo", "failed");
        await client.UntilTopicAsync("entities/light.hall", "live");
        var hub = await host.UntilAsync("degraded");
        hub["reason"]!.GetValue<string>().ShouldContain("demo");
        hub["reason"]!.GetValue<string>().ShouldContain("unauthorized: Unauthorized");
        host.Log.Lines.Where(static line => line.Text.Contains("not everything works", StringComparison.Ordinal))
            .ShouldHaveSingleItem().Text.ShouldContain("unauthorized: Unauthorized");
        host.Home.AllowEventType("demo");

        await client.UntilTopicAsync("demo", "live");
        (await host.UntilAsync("online"))["reason"].ShouldBeNull();
        host.Home.CountReceived("subscribe_entities").ShouldBe(1);
    }

    [Fact]
    public async Task HubStarting_StatusSaysSo_UntilItRuns()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");

        host.Home.SetRunState("STARTING");
        host.Home.DropConnections();
        (await host.UntilAsync("degraded"))["reason"]!.GetValue<string>().ShouldContain("STARTING");
        host.Home.SetRunState("RUNNING");

        (await host.UntilAsync("online"))["reason"].ShouldBeNull();
    }

    [Fact]
    public async Task NothingListens_StatusNamesThePortAndTheGatewayIsReady()
    {
        await using var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["Hubs:home:Url"] = "http://127.0.0.1:1" });

        var hub = await host.UntilAsync("retrying");

        hub["reason"]!.GetValue<string>().ShouldContain("Nothing listens at 127.0.0.1:1");
        hub["nextAttempt"].ShouldNotBeNull();
        (await host.Http.GetStringAsync("/readyz").Soon()).ShouldBe("ready");
    }

    [Fact]
    public async Task HubClosesAtOnce_StatusSaysSoAndItIsTriedAgain()
    {
        var attempts = 0;
        await using var hub = await ScriptedHub.StartAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            Interlocked.Increment(ref attempts);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", context.RequestAborted);
        });
        await using var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["Hubs:home:Url"] = hub.Url.ToString() });

        await Eventually.TrueAsync(() => Volatile.Read(ref attempts) >= 3, "the third attempt");

        (await host.UntilAsync("retrying"))["reason"]!.GetValue<string>().ShouldContain("during the login");
        host.Log.Lines.Count(static line => line.Level == LogLevel.Warning && line.Text.Contains("hub-closed", StringComparison.Ordinal)).ShouldBe(1);
    }
}
