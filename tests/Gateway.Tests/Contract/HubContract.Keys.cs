using System.Net;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Contract;

/// <content>Commands that are asked again, and those whose time is over.</content>
public abstract partial class HubContract
{
    [Fact]
    public async Task Command_KeyedAndLineCut_AskedAgainIsTheSameOutcomeAndNotSent()
    {
        await using var hub = await StartHubAsync();
        await using var host = await ContractHost.OnlineAsync(hub);
        hub.CutBeforeAnswer();
        var command = hub.Command.Body();
        command["idempotencyKey"] = "the-key";

        (await host.CommandAsync(command)).Status.ShouldBe(HttpStatusCode.BadGateway);
        var sessions = hub.Sessions;
        await host.ReconnectAsync();

        // The gateway is online still when it is asked to reconnect; with another session it no longer is, or is again.
        await Eventually.TrueAsync(() => hub.Sessions > sessions, "another session");
        await host.UntilAsync("online");
        var (status, body, _) = await host.CommandAsync(command);

        status.ShouldBe(HttpStatusCode.BadGateway, body.ToJsonString());
        hub.Executed.ShouldBe(1);
        command["idempotencyKey"] = "another-key";
        (await host.CommandAsync(command)).Status.ShouldBe(HttpStatusCode.OK);
        hub.Executed.ShouldBe(2);
    }

    [Fact]
    public async Task Command_TimeOverBeforeTheSocketTakesIt_IsExpiredAndNeverSent()
    {
        await using var hub = await StartHubAsync();
        await using var host = await ContractHost.OnlineAsync(hub);
        var command = hub.Command.Body();
        command["expiresAt"] = TimeProvider.System.GetUtcNow().AddMilliseconds(-1).ToString("O");

        var (status, body, _) = await host.CommandAsync(command);

        status.ShouldBe(HttpStatusCode.PreconditionFailed, body.ToJsonString());
        body["type"]!.GetValue<string>().ShouldBe("urn:gateway:expired");
        (await host.CommandAsync(hub.Command)).Status.ShouldBe(HttpStatusCode.OK);
        hub.Executed.ShouldBe(1);
    }
}
