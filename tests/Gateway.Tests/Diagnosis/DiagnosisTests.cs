using System.Net;
using System.Text.Json.Nodes;
using Gateway.Diagnostics;
using Gateway.Tests.Contract;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;
using Microsoft.Extensions.Hosting;

namespace Gateway.Tests.Diagnosis;

/// <summary>A hub that is well, or refuses: the diagnosis comes as far as a session does, and leaves the running one alone.</summary>
public sealed class DiagnosisTests
{
    /// <summary>What the diagnosis asks Home Assistant to hear a first word of it.</summary>
    private const string Question = "get_config";

    [Theory]
    [MemberData(nameof(ContractHubs.Kinds), MemberType = typeof(ContractHubs))]
    public async Task Diagnose_AHubThatIsWell_SucceedsBesideTheRunningSession(string kind)
    {
        await using var hub = await ContractHubs.StartAsync(kind);
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
    [MemberData(nameof(ContractHubs.Kinds), MemberType = typeof(ContractHubs))]
    public async Task Diagnose_CredentialsWereRefused_AreNotTriedAgain(string kind)
    {
        await using var hub = await ContractHubs.StartAsync(kind);
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
    [MemberData(nameof(ContractHubs.Kinds), MemberType = typeof(ContractHubs))]
    public async Task Diagnose_CredentialsWereRefusedAndItIsAskedFor_TriesThem(string kind)
    {
        await using var hub = await ContractHubs.StartAsync(kind);
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
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        var logins = host.Home.CountReceived("auth");
        var diagnoses = host.Service<IHubDiagnoses>();

        // It cannot end before all five wait.
        host.Home.HoldAnswers(Question);
        var asking = Enumerable.Range(0, 5).Select(_ => diagnoses.DiagnoseAsync("home", useCredentials: false, CancellationToken.None)).ToArray();
        asking.ShouldAllBe(static answer => !answer.IsCompleted);
        host.Home.ReleaseAnswers(Question);
        var answers = await Task.WhenAll(asking).Soon();

        answers.Select(static answer => answer.Diagnosis).Distinct().ShouldHaveSingleItem()!.Verdict.ShouldBe(DiagnosisVerdict.Ok);
        host.Home.CountReceived("auth").ShouldBe(logins + 1);
    }

    [Fact]
    public async Task Diagnose_TheGatewayStops_AnswersAtOnceThatThereIsNone()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        var questions = host.Home.CountReceived(Question);
        host.Home.HoldAnswers(Question);
        var asking = host.Http.GetAsync("/api/hubs/home/diagnosis");
        await Eventually.TrueAsync(() => host.Home.CountReceived(Question) > questions, "the diagnosis waits for the hub");
        host.Home.Freeze();

        host.Service<IHostApplicationLifetime>().StopApplication();

        using var answer = await asking.Soon();
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]!.GetValue<string>().ShouldContain("The gateway stops");

        // Not over HTTP: by now nothing may listen any more.
        (await host.Service<IHubDiagnoses>().DiagnoseAsync("home", useCredentials: true, CancellationToken.None).Soon()).Diagnosis.ShouldBeNull();
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
