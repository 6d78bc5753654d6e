using System.Net;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Contract;

/// <content>Commands: one outcome each, and never twice at the hub.</content>
public abstract partial class HubContract
{
    [Fact]
    public async Task Command_HubSaysYes_IsOkWithTheHubsResult()
    {
        await using var hub = await StartHubAsync();
        await using var host = await ContractHost.OnlineAsync(hub);

        var (status, body, _) = await host.CommandAsync(hub.Command);

        status.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
        body["status"]!.GetValue<string>().ShouldBe("ok");
        hub.IsOk(body["result"]).ShouldBeTrue(body.ToJsonString());
        body["elapsedMs"]!.GetValue<double>().ShouldBeGreaterThan(0);
        hub.Executed.ShouldBe(1);
    }

    [Fact]
    public async Task Command_HubSaysNo_IsRejectedWithTheHubsWords()
    {
        await using var hub = await StartHubAsync();
        await using var host = await ContractHost.OnlineAsync(hub);

        var (status, body, _) = await host.CommandAsync(hub.Refused.Command);

        status.ShouldBe(HttpStatusCode.UnprocessableEntity, body.ToJsonString());
        body["type"]!.GetValue<string>().ShouldBe("urn:gateway:rejected");
        body["hubError"]!.ToJsonString().ShouldContain(hub.Refused.Words);
        (await host.UntilAsync("online"))["reconnects"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task Command_NotWaitedFor_IsSentAndExecutedOnce()
    {
        await using var hub = await StartHubAsync();
        await using var host = await ContractHost.OnlineAsync(hub);

        var (status, body, _) = await host.CommandAsync(hub.Command, wait: false);

        status.ShouldBe(HttpStatusCode.Accepted, body.ToJsonString());
        body["status"]!.GetValue<string>().ShouldBe("sent");
        await Eventually.TrueAsync(() => hub.Executed == 1, "the hub has it");
    }

    [Fact]
    public async Task Command_HubNeverAnswers_TimesOutAndALateAnswerReachesNobodyElse()
    {
        await using var hub = await StartHubAsync();
        await using var host = await ContractHost.OnlineAsync(hub);
        hub.HoldAnswers();

        var (status, body, _) = await host.CommandAsync(hub.Command, timeoutMs: 1_500);
        status.ShouldBe(HttpStatusCode.GatewayTimeout, body.ToJsonString());
        body["type"]!.GetValue<string>().ShouldBe("urn:gateway:timeout");
        hub.Executed.ShouldBe(1);
        hub.ReleaseAnswers();

        var (refused, words, _) = await host.CommandAsync(hub.Refused.Command);
        refused.ShouldBe(HttpStatusCode.UnprocessableEntity, words.ToJsonString());
        (await host.CommandAsync(hub.Command)).Status.ShouldBe(HttpStatusCode.OK);
        hub.Executed.ShouldBe(2);
        hub.OpenSessions.ShouldBe(1);
    }

    [Fact]
    public async Task Command_LineCutBeforeTheAnswer_IsUnknownAndNeverSentAgain()
    {
        await using var hub = await StartHubAsync();
        await using var host = await ContractHost.OnlineAsync(hub);
        var client = await host.OpenLiveAsync(hub.Topic);
        hub.CutBeforeAnswer();

        var (status, body, _) = await host.CommandAsync(hub.Command);
        status.ShouldBe(HttpStatusCode.BadGateway, body.ToJsonString());
        body["type"]!.GetValue<string>().ShouldBe("urn:gateway:unknown");

        var before = hub.Executed;
        before.ShouldBe(1);
        await host.ReconnectAsync();
        await client.UntilTopicAsync(hub.Topic, "live", times: 2);
        await host.UntilAsync("online");
        hub.Executed.ShouldBe(1);
        (await host.CommandAsync(hub.Command)).Status.ShouldBe(HttpStatusCode.OK);
        hub.Executed.ShouldBe(2);
    }

    [Fact]
    public async Task Command_HubIsAway_IsOfflineAndNotSentLater()
    {
        await using var hub = await StartHubAsync();
        await using var host = await ContractHost.OnlineAsync(hub);
        await hub.KillAsync();
        await host.UntilAsync("retrying");

        var (status, body, retryAfter) = await host.CommandAsync(hub.Command);
        status.ShouldBe(HttpStatusCode.ServiceUnavailable, body.ToJsonString());
        body["type"]!.GetValue<string>().ShouldBe("urn:gateway:offline");
        retryAfter.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);

        await hub.RestartAsync();
        await host.UntilAsync("online");
        (await host.CommandAsync(hub.Command)).Status.ShouldBe(HttpStatusCode.OK);
        hub.Executed.ShouldBe(1);
    }
}
