using System.Text;
using System.Text.Json.Nodes;
using Gateway.Commands;
using Gateway.DemoHubs.Pryv;
using Gateway.Events;
using Gateway.Tests.Fakes;
using Gateway.Upstreams.Pryv;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams.Pryv;

public sealed class PryvSessionCommandTests
{
    private const string Note = """{"streamIds":["notes"],"type":"note/txt","content":"by command"}""";
    private static readonly DiaryDemoHubOptions Still = new() { Living = false };

    [Fact]
    public async Task Command_KnownMethod_IsOkWithTheResultUntouched()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);

        var outcome = await rig.SendAsync("events.create", Note);

        outcome.Status.ShouldBe(CommandStatus.Ok);
        var result = JsonNode.Parse(outcome.Result.Span)!;
        result["event"]!["content"]!.GetValue<string>().ShouldBe("by command");
        result["meta"]!["apiVersion"]!.GetValue<string>().ShouldBe("2.0.0-pre.4");
        Encoding.UTF8.GetString(outcome.Result.Span).ShouldContain(hub.AllEvents.ShouldHaveSingleItem());
    }

    [Theory]
    [InlineData("\"subscribe\",{}")]
    [InlineData("\"auth.logout\",{}")]
    [InlineData("\"\\u0061uth.logout\",{}")]
    [InlineData("\"callBatch\",[{\"method\":\"auth.logout\",\"params\":{}}]")]
    [InlineData("\"callBatch\",[{\"method\":\"callBatch\",\"params\":[{\"method\":\"auth.logout\",\"params\":{}}]}]")]
    public async Task Raw_WhatConcernsTheSessionOfAll_IsRefusedAsACommandIs(string args)
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);

        var outcome = await rig.WriteRawAsync($"42/{hub.User},7[{args}]");

        outcome.Status.ShouldBe(CommandStatus.Invalid);
        outcome.Detail!.ShouldContain("does not pass it on");
        (await rig.WriteRawAsync($"42/{hub.User},8[\"events.get\",{{}}]")).Status.ShouldBe(CommandStatus.Sent);
        (await rig.SendAsync("events.get")).Status.ShouldBe(CommandStatus.Ok);
    }

    [Theory]
    [InlineData("""5:9+:/me:{"name":"command","args":[{"id":"auth.logout","params":{}}]}""", true)]
    [InlineData("""5:9+:/me:{"args":[{"id":"me.events.get"}],"n\u0061me":"subscribe"}""", true)]
    [InlineData("""5:9+:/me:{"name":"callBatch","args":[[{"method":"auth.logout","params":{}}]]}""", true)]
    [InlineData("""5:9+:/me:{"name":"command","args":[{"id":"me.events.get","params":{}}]}""", false)]
    [InlineData("""5:9+:/me:{"name":"events.get","args":[{"limit":5}]}""", false)]
    [InlineData("""5:9+:/me:{"name":"comm""", false)]
    [InlineData("2::", false)]
    public void RawOfTheLegacyDialect_WhatConcernsTheSessionOfAll_IsRefused(string packet, bool isRefused)
    {
        (PryvCommands.RefusalOfRaw(Encoding.UTF8.GetBytes(packet), PryvDialect.Legacy) is not null).ShouldBe(isRefused);
    }

    [Fact]
    public async Task Command_OwnChange_ComesAsAnEventToo()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        await rig.SubscribeAsync("events");

        (await rig.SendAsync("events.create", Note)).Status.ShouldBe(CommandStatus.Ok);

        await rig.UntilEventsAsync(1);
        rig.Events.ShouldHaveSingleItem().ShouldContain("by command");
    }

    [Theory]
    [InlineData("streams.get", "")]
    [InlineData("events.get", "null")]
    public async Task Command_WithoutParameters_IsSentWithAnObject(string name, string args)
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);

        (await rig.SendAsync(name, args)).Status.ShouldBe(CommandStatus.Ok);
    }

    [Fact]
    public async Task Command_TheServerSaysNo_IsRejectedWithItsErrorUntouched()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);

        var outcome = await rig.SendAsync("events.get", """{"streams":["nope"]}""");

        outcome.Status.ShouldBe(CommandStatus.Rejected);
        outcome.Detail!.ShouldContain("unknown-referenced-resource");
        Encoding.UTF8.GetString(outcome.HubError.Span).ShouldBe(
            """{"id":"unknown-referenced-resource","message":"Unknown referenced stream \"nope\"","data":{"streamIds":["nope"]}}""");
    }

    [Fact]
    public async Task Command_Batch_IsOkAlsoWhereOneItemFails()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);

        var outcome = await rig.SendAsync("callBatch", $$$"""[{"method":"events.create","params":{{{Note}}} },{"method":"nope","params":{}}]""");

        outcome.Status.ShouldBe(CommandStatus.Ok);
        var results = JsonNode.Parse(outcome.Result.Span)!["results"]!.AsArray();
        results[0]!["event"]!["type"]!.GetValue<string>().ShouldBe("note/txt");
        results[1]!["error"]!["id"]!.GetValue<string>().ShouldBe("invalid-method");
    }

    [Fact]
    public async Task Command_AnswerHoldsOurToken_ItIsMasked()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        hub.RefuseMethod("streams.get", "forbidden", $"The token {hub.Token} may not.");

        var info = Encoding.UTF8.GetString((await rig.SendAsync("getAccessInfo")).Result.Span);
        var refused = await rig.SendAsync("streams.get");

        info.ShouldContain("\"token\":\"***\"");
        info.ShouldNotContain(hub.Token);
        refused.ToString().ShouldNotContain(hub.Token);
        Encoding.UTF8.GetString(refused.HubError.Span).ShouldContain("The token *** may not.");
    }

    [Fact]
    public async Task Command_NoAnswerInTime_IsTimeoutAndTheNextOneGetsItsOwn()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        hub.HoldAnswers("events.create");

        (await rig.SendAsync("events.create", Note, TimeSpan.FromMilliseconds(100))).Status.ShouldBe(CommandStatus.Timeout);
        hub.ReleaseAnswers("events.create");

        JsonNode.Parse((await rig.SendAsync("streams.get")).Result.Span)!["streams"].ShouldNotBeNull();
        hub.CountReceived("events.create").ShouldBe(1);
    }

    [Fact]
    public async Task Command_SessionLostBeforeTheAnswer_IsUnknownAndNeverSentAgain()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        hub.CloseAfter("events.create");

        (await rig.SendAsync("events.create", Note)).Status.ShouldBe(CommandStatus.Unknown);
        await Eventually.TrueAsync(() => hub.ConnectionsOpened == 2, "the second session");
        await rig.UntilAsync(HubState.Online);

        hub.CountReceived("events.create").ShouldBe(1);
        hub.Events.ShouldBe(1);
    }

    [Fact]
    public async Task Command_HubIsAway_IsOfflineAndNotKept()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        await hub.KillAsync();
        await rig.UntilAsync(HubState.Retrying);

        (await rig.SendAsync("events.create", Note)).Status.ShouldBe(CommandStatus.Offline);
        await hub.RestartAsync();
        await rig.UntilAsync(HubState.Online);

        hub.CountReceived("events.create").ShouldBe(0);
    }

    [Fact]
    public async Task Command_Expired_IsNeverOnTheWire()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);

        var outcome = await rig.SendAsync("events.create", Note, expiresAt: TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(1));

        outcome.Status.ShouldBe(CommandStatus.Expired);
        (await rig.SendAsync("streams.get")).Status.ShouldBe(CommandStatus.Ok);
        hub.CountReceived("events.create").ShouldBe(0);
    }

    [Fact]
    public async Task Command_LargerThanTheServerTakes_IsInvalidAndEndsNothing()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still with { MaxPayload = 20_000 });
        await using var rig = await PryvRig.OpenAsync(hub);

        var outcome = await rig.SendAsync("events.create", $$"""{"streamIds":["notes"],"type":"note/txt","content":"{{new string('x', 20_000)}}"}""");

        outcome.Status.ShouldBe(CommandStatus.Invalid);
        outcome.Detail!.ShouldContain("20000");
        (await rig.SendAsync("events.create", Note)).Status.ShouldBe(CommandStatus.Ok);
        hub.ConnectionsOpened.ShouldBe(1);
    }

    [Theory]
    [InlineData("subscribe", """{"key":"k1"}""")]
    [InlineData("unsubscribe", """{"all":true}""")]
    [InlineData("auth.logout", "")]
    [InlineData("diary.events.get", "")]
    [InlineData("disconnect", "")]
    public async Task Command_ThatWouldHarmOthers_IsInvalidAndNotSent(string name, string args)
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);

        (await rig.SendAsync(name, args)).Status.ShouldBe(CommandStatus.Invalid);

        hub.CountReceived(name).ShouldBe(0);
        hub.ActiveSubscriptions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Command_NobodyWaits_IsSentAndDone()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);

        (await rig.SendAsync("events.create", Note, wait: false)).Status.ShouldBe(CommandStatus.Sent);

        await Eventually.TrueAsync(() => hub.Events == 1, "the event is there");
    }

    [Fact]
    public async Task Command_NobodyWaitsAndItIsRefused_IsSentAndLogged()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);

        (await rig.SendAsync("events.create", "{}", wait: false)).Status.ShouldBe(CommandStatus.Sent);

        await Eventually.TrueAsync(
            () => rig.LinesOf(LogLevel.Warning).Any(static line => line.Contains("refused 'events.create'", StringComparison.Ordinal)), "the refusal is in the log");
    }

    [Fact]
    public async Task Command_NobodyWaitsAndTheServerNeverAnswers_HoldsNothingUp()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        hub.HoldAnswers("events.create");

        for (var i = 0; i < 1_100; i++)
        {
            var status = (await rig.SendAsync("events.create", Note, wait: false)).Status;
            status.ShouldBe(i < 1_024 ? CommandStatus.Sent : CommandStatus.Limited);
        }

        (await rig.SendAsync("streams.get")).Status.ShouldBe(CommandStatus.Ok);
        hub.CountReceived("events.create").ShouldBe(1_024);
    }

    [Fact]
    public async Task Command_AtTheDoorAfterTheKick_IsOfflineOrLost()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);

        hub.KickNamespace("/mathurin");
        var outcome = await rig.SendAsync("events.create", Note);

        outcome.Status.ShouldBeOneOf(CommandStatus.Offline, CommandStatus.Unknown, CommandStatus.Ok);
        await rig.UntilAsync(HubState.Online);
        hub.CountReceived("events.create").ShouldBeLessThanOrEqualTo(1);
    }
}
