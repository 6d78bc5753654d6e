using System.Net;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Contract;

/// <summary>
/// What every kind of hub does alike, told once. Each fact runs through the whole product, over its public faces, in front of a
/// demo hub which speaks the kind's own protocol.
/// </summary>
public abstract partial class HubContract
{
    private const string WrongToken = "wrong-token-that-nobody-may-see-0123456789";

    /// <param name="isImpatient">Whether a silent hub is given up after a second or two.</param>
    private protected abstract Task<ContractHub> StartHubAsync(bool isImpatient = false);

    [Fact]
    public async Task Connect_GoodCredentials_GoesFromConnectingToOnlineInOneSession()
    {
        await using var hub = await StartHubAsync();
        hub.Freeze();
        await using var host = ContractHost.Start(hub);
        (await host.UntilAsync("connecting"))["reconnects"]!.GetValue<int>().ShouldBe(0);
        var client = await host.OpenAsync(hub.Topic);
        await client.UntilTopicAsync(hub.Topic, "pending");

        hub.Unfreeze();
        var status = await host.UntilAsync("online");
        await client.UntilTopicAsync(hub.Topic, "live");

        status["version"]!.GetValue<string>().ShouldContain(hub.Version);
        status["reconnects"]!.GetValue<int>().ShouldBe(0);
        status["reason"].ShouldBeNull();
        status["nextAttempt"].ShouldBeNull();
        client.TopicStates(hub.Topic).ShouldBe(["pending", "live"]);
        client.HubStates().ShouldMatch("^(connecting )?(degraded )?online$");
        (hub.Sessions, hub.OpenSessions).ShouldBe((1, 1));
        (await host.Http.GetStringAsync("/readyz").Soon()).ShouldBe("ready");
    }

    [Fact]
    public async Task Credentials_Wrong_AreRefusedAndNotShownAgainUntilTheEntryHasRightOnes()
    {
        await using var hub = await StartHubAsync();
        var entry = hub.Entry;
        entry["Token"] = WrongToken;
        await using var host = HubHost.Start(entry);
        host.ErrorsAreExpected = true;
        var client = await host.OpenAsync(hub.Topic);

        var status = await host.UntilAsync("refused");
        status["reason"]!.GetValue<string>().ShouldNotBeEmpty();
        status["nextAttempt"].ShouldBeNull();
        (await host.CommandAsync(hub.Command)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await host.Http.GetStringAsync("/readyz").Soon()).ShouldBe("ready");
        hub.Logins.ShouldBe(hub.LoginsUntilRefused);
        hub.Executed.ShouldBe(0);

        host.Put("home", hub.Entry);
        await host.UntilAsync("online");
        await client.UntilTopicAsync(hub.Topic, "live");
        client.TopicStates(hub.Topic).ShouldBe(["pending", "live"]);
        client.HasEnded.ShouldBeFalse();
        hub.Logins.ShouldBe(hub.LoginsUntilRefused + 1);
        host.Log.Errors.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Credentials_RevokedWhileOnline_AreRefusedUntilAReconnectIsAskedFor()
    {
        await using var hub = await StartHubAsync();
        await using var host = await ContractHost.OnlineAsync(hub);
        host.ErrorsAreExpected = true;
        var client = await host.OpenLiveAsync(hub.Topic);
        var token = hub.Token;

        hub.ChangeToken("another-token-of-the-owner-0123");
        await hub.KillAsync();
        await hub.RestartAsync();
        (await host.UntilAsync("refused"))["nextAttempt"].ShouldBeNull();
        await client.UntilTopicAsync(hub.Topic, "pending");
        hub.ChangeToken(token);
        await host.ReconnectAsync();

        await client.UntilTopicAsync(hub.Topic, "live", times: 2);
        await host.UntilAsync("online");
        client.TopicStates(hub.Topic).ShouldBe(["live", "pending", "live"]);
        client.HubStates().ShouldMatch("^((online|degraded) )*(retrying connecting )+refused connecting (degraded )?online$");
        hub.Raise(1);
        await client.UntilNumberAsync(hub, 1);
        host.Log.Errors.ShouldHaveSingleItem();
    }
}
