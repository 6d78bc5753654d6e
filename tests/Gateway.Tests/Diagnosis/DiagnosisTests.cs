using System.Net;
using System.Text.Json.Nodes;
using Gateway.Tests.Contract;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Diagnosis;

/// <summary>A hub that is well, or refuses: the diagnosis comes as far as a session does, and leaves the running one alone.</summary>
public sealed class DiagnosisTests
{
    [Theory]
    [InlineData("HomeAssistant")]
    [InlineData("Homey")]
    [InlineData("Deconz")]
    [InlineData("Pryv")]
    [InlineData("SocketIO")]
    public async Task Diagnose_AHubThatIsWell_SucceedsBesideTheRunningSession(string kind)
    {
        await using var hub = await DiagnosisHubs.StartAsync(kind);
        await using var host = await HubHost.OnlineAsync(hub.Entry);
        var client = await host.OpenLiveAsync(hub.Topic);
        hub.Raise(1);
        await client.UntilNumberAsync(hub, 1);
        var sessions = hub.Sessions;
        var asks = hub.Asks;

        var diagnosis = await host.DiagnoseAsync();

        diagnosis["verdict"]!.GetValue<string>().ShouldBe("ok", diagnosis.ToJsonString());
        diagnosis["hub"]!.GetValue<string>().ShouldBe("home");
        diagnosis["kind"]!.GetValue<string>().ShouldBe(kind);
        diagnosis.Verdicts().ShouldBeOneOf("sosoooo", "sosooos");
        diagnosis.Step("auth")["detail"]!.GetValue<string>().ShouldContain(hub.Version);
        hub.Sessions.ShouldBeGreaterThan(sessions, "the diagnosis was to open a session of its own");
        await Eventually.TrueAsync(() => hub.OpenSessions == 1, "the diagnosis' session is closed");
        hub.Asks.ShouldBe(asks);
        var status = await host.UntilAsync("online");
        status["reconnects"]!.GetValue<int>().ShouldBe(0);
        hub.Raise(2);
        await client.UntilNumberAsync(hub, 2);
        client.Numbers(hub).ShouldBe([1, 2]);
    }

    [Theory]
    [InlineData("HomeAssistant")]
    [InlineData("Homey")]
    [InlineData("Deconz")]
    [InlineData("Pryv")]
    [InlineData("SocketIO")]
    public async Task Diagnose_CredentialsWereRefused_AreNotTriedAgain(string kind)
    {
        await using var hub = await DiagnosisHubs.StartAsync(kind);
        await using var host = await RefusedAsync(hub);
        var logins = hub.Logins;

        var diagnosis = await host.DiagnoseAsync();

        diagnosis.VerdictOf("auth").ShouldBe("skipped");
        diagnosis.Step("auth")["detail"]!.GetValue<string>().ShouldContain("?auth=true");
        hub.Logins.ShouldBe(logins);
        using var soon = await host.Http.GetAsync("/api/hubs/home/diagnosis?auth=true").Soon();
        soon.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        soon.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        JsonNode.Parse(await soon.Content.ReadAsStringAsync())!["type"]!.GetValue<string>().ShouldBe("urn:gateway:limited");
        hub.Logins.ShouldBe(logins);
    }

    [Theory]
    [InlineData("HomeAssistant")]
    [InlineData("Homey")]
    [InlineData("Deconz")]
    [InlineData("Pryv")]
    [InlineData("SocketIO")]
    public async Task Diagnose_CredentialsWereRefusedAndItIsAskedFor_TriesThem(string kind)
    {
        await using var hub = await DiagnosisHubs.StartAsync(kind);
        await using var host = await RefusedAsync(hub);
        var logins = hub.Logins;

        var diagnosis = await host.DiagnoseAsync("?auth=true");

        diagnosis["verdict"]!.GetValue<string>().ShouldBe("failed");
        diagnosis.VerdictOf("upgrade").ShouldBe("ok");
        diagnosis.VerdictOf("auth").ShouldBe("failed");
        diagnosis["advice"]!.GetValue<string>().ShouldBe(diagnosis.Step("auth")["cure"]!.GetValue<string>());
        diagnosis.Step("auth")["cure"]!.GetValue<string>().ShouldContain("token", Case.Insensitive);
        hub.Logins.ShouldBeGreaterThan(logins);
    }

    [Fact]
    public async Task Diagnose_SeveralAskAtOnce_ShareOne()
    {
        await using var hub = await DiagnosisHubs.StartAsync("HomeAssistant");
        await using var host = await HubHost.OnlineAsync(hub.Entry);
        var logins = hub.Logins;

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.DiagnoseAsync()));

        answers.Select(static answer => answer["at"]!.GetValue<string>()).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        hub.Logins.ShouldBe(logins + 1);
    }

    private static async Task<HubHost> RefusedAsync(ContractHub hub)
    {
        var entry = hub.Entry;
        hub.ChangeToken("another-token-of-the-hub");
        var host = HubHost.Start(entry);
        host.ErrorsAreExpected = true;
        await host.UntilAsync("refused");
        return host;
    }
}
