using System.Text;
using System.Text.Json.Nodes;
using Gateway.Commands;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Tests.Fakes;
using Gateway.Tests.Upstreams.SocketIO.Servers;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams.Pryv;

/// <summary>Against a stand-in for the servers of 2013 on the real Socket.IO 0.9.</summary>
public sealed class PryvLegacyTests : IAsyncLifetime
{
    private const string Token = "legacy-token-0123456789";
    private SocketIOServer _pryv = null!;

    public async Task InitializeAsync() => _pryv = await SocketIOServer.StartScriptAsync("pryv-legacy", ["--token", Token]);

    public Task DisposeAsync() => _pryv.DisposeAsync().AsTask();

    [Fact]
    public async Task Handshake_AuthAndResource_StandInTheQuery()
    {
        var query = new TaskCompletionSource<(string Path, string Auth, string Resource, bool HasTime)>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedHub.StartAsync(context =>
        {
            query.TrySetResult((context.Request.Path, context.Request.Query["auth"]!, context.Request.Query["resource"]!, context.Request.Query.ContainsKey("t")));
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        });
        await using var rig = PryvRig.Start(server.Url, "mathurin", Token, "Legacy");
        rig.ErrorsAreExpected = true;

        (await query.Task.Soon()).ShouldBe(("/socket.io/1/", Token, "/mathurin", true));
        await rig.UntilAsync(HubState.Refused);
    }

    [Theory]
    [InlineData("mathurin", "another-token-0123456789")]
    [InlineData("somebody", Token)]
    public async Task Handshake_WrongAuthOrResource_IsTriedTwiceAndThenRefused(string user, string token)
    {
        await using var rig = PryvRig.Start(_pryv.Url, user, token, "Legacy");
        rig.ErrorsAreExpected = true;

        await rig.UntilAsync(HubState.Refused);

        rig.LinesOf(LogLevel.Warning).ShouldHaveSingleItem().ShouldContain("credentials-refused");
        rig.Now.Reason!.ShouldContain("'Token'");
    }

    [Fact]
    public async Task Command_WithIdParamsAndCallback_IsAnswered()
    {
        await using var rig = await OpenAsync();

        var channels = await rig.SendAsync("channels.get");
        var events = await rig.SendAsync("diary.events.get", """{"limit":5}""");

        channels.Status.ShouldBe(CommandStatus.Ok, channels.Detail);
        Text(channels.Result).ShouldBe("""[{"id":"diary","name":"Diary"}]""");
        JsonNode.Parse(events.Result.Span)!.AsArray().ShouldHaveSingleItem()!["channelId"]!.GetValue<string>().ShouldBe("diary");
        (await _pryv.SendAsync("counts"))["calls"]!.ToJsonString().ShouldBe("""{"channels.get":1,"diary.events.get":1}""");
    }

    [Fact]
    public async Task Command_TheServerSaysNo_IsRejectedWithItsErrorUntouched()
    {
        await using var rig = await OpenAsync();

        var folder = await rig.SendAsync("diary.events.create", """{"folderId":"zz"}""");
        var channel = await rig.SendAsync("nope.events.get");

        folder.Status.ShouldBe(CommandStatus.Rejected);
        Text(folder.HubError).ShouldBe("""{"id":"unknown-folder","message":"Unknown folder","data":{"unknownIds":["zz"]}}""");
        channel.Detail!.ShouldContain("unknown-channel: Unknown channel");
    }

    [Fact]
    public async Task Command_OfTheLaterForm_IsAnsweredUnderItsOwnName()
    {
        await using var rig = await OpenAsync();

        var outcome = await rig.SendAsync("events.get", """{"limit":5}""");

        outcome.Status.ShouldBe(CommandStatus.Ok, outcome.Detail);
        JsonNode.Parse(outcome.Result.Span)!.AsArray().ShouldHaveSingleItem()!["channelId"]!.GetValue<string>().ShouldBe("diary");
    }

    [Fact]
    public async Task Command_NeverAnswered_IsTimeout()
    {
        await using var rig = await OpenAsync();
        await _pryv.SendAsync("""silence {"id":"diary.folders.get"}""");

        (await rig.SendAsync("diary.folders.get", timeout: TimeSpan.FromMilliseconds(100))).Status.ShouldBe(CommandStatus.Timeout);
        (await rig.SendAsync("diary.folders.get")).Status.ShouldBe(CommandStatus.Ok);
    }

    [Fact]
    public async Task Notifications_ChannelsFoldersAndEventsChanged_ComeWithTheirArgumentsOrNull()
    {
        await using var rig = await OpenAsync();
        await rig.SubscribeAsync("channelsChanged", "foldersChanged", "eventsChanged");

        await _pryv.SendAsync("create");
        await rig.UntilEventsAsync(1);
        (await rig.SendAsync("diary.folders.create", """{"id":"f2"}""")).Status.ShouldBe(CommandStatus.Ok);
        await _pryv.SendAsync("""notify {"name":"channelsChanged"}""");
        await _pryv.SendAsync("""notify {"name":"eventsChanged","args":[{"channelId":"a"},2]}""");
        await rig.UntilEventsAsync(4);

        rig.Events.ShouldBe(
        [
            """eventsChanged eventsChanged {"channelId":"diary"}""",
            """foldersChanged foldersChanged {"channelId":"diary"}""",
            "channelsChanged channelsChanged null",
            """eventsChanged eventsChanged [{"channelId":"a"},2]""",
        ]);
    }

    [Fact]
    public async Task Auto_LegacyServer_IsFoundByItsGreetingAndRemembered()
    {
        await using var rig = await OpenAsync("Auto");
        var client = await rig.SubscribeAsync("channelsChanged");
        rig.LinesOf(LogLevel.Information).ShouldContain(static line => line.Contains("speaks Pryv's Legacy protocol", StringComparison.Ordinal));

        await _pryv.KillAsync();
        await client.UntilAsync("channelsChanged", "pending");
        await _pryv.RestartAsync();
        await client.UntilAsync("channelsChanged", "live", times: 2);

        rig.Now.Version.ShouldBe("socket.io 0.9");
        rig.LinesOf(LogLevel.Information).Count(static line => line.Contains("speaks Pryv's", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Killed_ChangesWhileAway_TheDoorbellsRingOnceInTheSameEpoch()
    {
        await using var rig = await OpenAsync();
        var client = await rig.SubscribeAsync("eventsChanged", "foldersChanged");
        var epoch = rig.Stream.Cursor.Epoch;

        await _pryv.KillAsync();
        await client.UntilAsync("eventsChanged", "pending");
        await _pryv.RestartAsync();
        await client.UntilAsync("eventsChanged", "live", times: 2);
        await client.UntilAsync("foldersChanged", "live", times: 2);

        rig.Events.ShouldBe(["eventsChanged eventsChanged null", "foldersChanged foldersChanged null"], ignoreOrder: true);
        rig.Stream.Cursor.Epoch.ShouldBe(epoch);
    }

    [Fact]
    public async Task KickedFromTheEndpoint_EntersAgain()
    {
        await using var rig = await OpenAsync();

        await _pryv.SendAsync("kick");
        await Eventually.TrueAsync(() => rig.Now is { State: HubState.Online, Reconnects: 1 }, "the second session");

        (await rig.SendAsync("channels.get")).Status.ShouldBe(CommandStatus.Ok);
    }

    [Fact]
    public async Task Watch_CurrentTopic_IsRefusedOrFailedWithTheReason()
    {
        await using var rig = await OpenAsync("Auto");
        var client = await rig.SubscribeAsync("eventsChanged");

        var answer = await client.SubscribeAsync(rig.Subscriptions, "events");

        answer.State.ShouldBe(SubscriptionState.Failed);
        answer.Error!.ShouldContain("channelsChanged");
    }

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);

    private async Task<PryvRig> OpenAsync(string dialect = "Legacy")
    {
        var rig = PryvRig.Start(_pryv.Url, "mathurin", Token, dialect);
        await rig.UntilAsync(HubState.Online);
        return rig;
    }
}
