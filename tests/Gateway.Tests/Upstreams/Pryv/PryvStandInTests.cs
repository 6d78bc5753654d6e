using System.Text.Json.Nodes;
using Gateway.Commands;
using Gateway.Events;
using Gateway.Tests.Fakes;
using Gateway.Tests.Upstreams.SocketIO.Servers;

namespace Gateway.Tests.Upstreams.Pryv;

/// <summary>Against a stand-in on the real Socket.IO 4 server, which is not of our making.</summary>
public sealed class PryvStandInTests : IAsyncLifetime
{
    private const string Token = "stand-in-token-0123456789";
    private SocketIOServer _pryv = null!;

    public async Task InitializeAsync() => _pryv = await SocketIOServer.StartScriptAsync("pryv", ["--user", "ann", "--token", Token]);

    public Task DisposeAsync() => _pryv.DisposeAsync().AsTask();

    [Fact]
    public async Task Events_CreatedChangedTrashedAndDeleted_AreToldOnce()
    {
        await using var rig = await OpenAsync();
        await rig.SubscribeAsync("events", "eventsChanged");

        var id = (await _pryv.SendAsync("create"))["event"]!["id"]!.GetValue<string>();
        await rig.UntilEventsAsync(2);
        (await rig.SendAsync("events.update", $$$"""{"id":"{{{id}}}","update":{"content":"changed"}}""")).Status.ShouldBe(CommandStatus.Ok);
        await rig.UntilEventsAsync(4);
        await _pryv.SendAsync($$"""delete {"id":"{{id}}"}""");
        await rig.UntilEventsAsync(6);
        await _pryv.SendAsync($$"""delete {"id":"{{id}}"}""");
        await rig.UntilEventsAsync(8);

        var told = rig.Events.Where(static line => line.StartsWith("events ", StringComparison.Ordinal)).ToArray();
        told.Select(static line => line.Split(' ')[1]).ShouldBe(["changed", "changed", "deleted", "deleted"]);
        JsonNode.Parse(told[1]["events changed ".Length..])!["content"]!.GetValue<string>().ShouldBe("changed");
    }

    [Fact]
    public async Task Killed_AndStartedAnew_IsHealed()
    {
        await using var rig = await OpenAsync();
        var client = await rig.SubscribeAsync("events");

        await _pryv.KillAsync();
        await client.UntilAsync("events", "pending");
        await _pryv.RestartAsync();
        await client.UntilAsync("events", "live", times: 2);
        await _pryv.SendAsync("create");

        await rig.UntilEventsAsync(1);
    }

    [Fact]
    public async Task Frozen_IsFoundAndHealed()
    {
        await using var rig = await OpenAsync();
        var client = await rig.SubscribeAsync("events");

        await _pryv.FreezeAsync();
        await client.UntilAsync("events", "pending");
        _pryv.Unfreeze();
        await client.UntilAsync("events", "live", times: 2);
        await _pryv.SendAsync("create");

        await rig.UntilEventsAsync(1);
    }

    [Fact]
    public async Task Command_DoneAndTheConnectionLost_IsUnknownAndNotDoneAgain()
    {
        await using var rig = await OpenAsync();
        await _pryv.SendAsync("""drop {"method":"events.create"}""");

        (await rig.SendAsync("events.create", """{"streamIds":["diary"],"type":"note/txt","content":"once"}""")).Status.ShouldBe(CommandStatus.Unknown);
        await Eventually.TrueAsync(() => rig.Now is { State: HubState.Online, Reconnects: 1 }, "the second session");

        (await _pryv.SendAsync("counts"))["calls"]!["events.create"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Revoked_IsRefused()
    {
        await using var rig = await OpenAsync();
        rig.ErrorsAreExpected = true;

        await _pryv.SendAsync($$"""revoke {"token":"{{Token}}"}""");
        await rig.UntilAsync(HubState.Refused);

        rig.Now.Reason!.ShouldContain("Cannot find access from token.");
    }

    private async Task<PryvRig> OpenAsync()
    {
        var rig = PryvRig.Start(_pryv.Url, "ann", Token);
        await rig.UntilAsync(HubState.Online);
        return rig;
    }
}
