using System.Net;
using Gateway.DemoHubs.Deconz;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.Deconz;

public sealed class DeconzCallTests
{
    private static readonly DeconzDemoHubOptions Still = new() { Living = false };

    [Theory]
    [InlineData("PUT lights/1/state", """{"on":true,"bri":9}""", """[{"success":{"/lights/1/state/on":true}},{"success":{"/lights/1/state/bri":9}}]""")]
    [InlineData("PUT groups/1/scenes/2/recall", null, """[{"success":{"id":"2"}}]""")]
    [InlineData("POST groups", """{"name":"Attic"}""", """[{"success":{"id":"3"}}]""")]
    [InlineData("DELETE lights/4", null, """[{"success":{"id":"4"}}]""")]
    [InlineData("PUT alarmsystems/1/arm_stay", """{"code0":"1234"}""", """[{"success":{"/alarmsystems/1/arm_stay/armmode":"armed_stay"}}]""")]
    public async Task Command_Taken_IsOkWithTheAnswerUntouched(string name, string? args, string result)
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);

        var (status, answer) = await host.CommandAsync(name, args);

        status.ShouldBe(HttpStatusCode.OK);
        answer["status"]!.GetValue<string>().ShouldBe("ok");
        answer["result"]!.ToJsonString().ShouldBe(result);
        hub.CountReceived(name).ShouldBe(1);
    }

    [Fact]
    public async Task Command_ThatReads_AnswersTheHubsObject()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);

        var (_, answer) = await host.CommandAsync("GET lights/1");

        answer["result"]!["name"]!.GetValue<string>().ShouldBe("Hall");
    }

    [Fact]
    public async Task Command_ForTheConfiguration_ShowsNoKeys()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);

        var (_, answer) = await host.CommandAsync("GET config");

        answer["result"]!["bridgeid"]!.GetValue<string>().ShouldBe("00212EFFFF000001");
        answer["result"]!["whitelist"]!.ToJsonString().ShouldBe("{}");
        answer.ToJsonString().ShouldNotContain(hub.Token);
    }

    [Fact]
    public async Task Command_PartlyTaken_IsRejectedAndSaysWhichPart()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);

        var (status, answer) = await host.CommandAsync("PUT lights/1/state", """{"on":true,"bri":999}""");

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer["hubError"]!.ToJsonString().ShouldBe(
            """[{"success":{"/lights/1/state/on":true}},{"error":{"address":"/lights/1/state/bri","description":"invalid value, 999, for parameter, bri","type":7}}]""");
        answer["detail"]!.GetValue<string>().ShouldBe(
            "deCONZ refused /lights/1/state/bri: invalid value, 999, for parameter, bri (type 7). It did take /lights/1/state/on.");
    }

    [Theory]
    [InlineData("PUT lights/99/state", """{"on":true}""")]
    [InlineData("PUT groups/1/scenes/9/recall", null)]
    [InlineData("PUT alarmsystems/1/arm_away", """{"code0":"0000"}""")]
    public async Task Command_Refused_IsRejectedWithTheHubsWords(string name, string? args)
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);

        var (status, answer) = await host.CommandAsync(name, args);

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer["hubError"]![0]!["error"].ShouldNotBeNull();
        hub.CountReceived(name).ShouldBe(1);
    }

    [Theory]
    [InlineData("PUT ../config")]
    [InlineData("PUT lights/../../x/config")]
    [InlineData("PATCH lights/1")]
    [InlineData("lights/1/state")]
    public async Task Command_ThatIsNone_IsInvalidAndNotSent(string name)
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        var before = hub.Received.Count;

        (await host.CommandAsync(name, """{"on":true}""")).Status.ShouldBe(HttpStatusCode.BadRequest);

        hub.Received.Count.ShouldBe(before);
    }

    [Fact]
    public async Task Command_BusyGateway_AbsoluteSettingIsAskedAgain()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        hub.Busy(1);

        var (status, _) = await host.CommandAsync("PUT lights/1/state", """{"on":true}""");

        status.ShouldBe(HttpStatusCode.OK);
        hub.CountReceived("PUT lights/1/state").ShouldBe(2);
    }

    [Theory]
    [InlineData("PUT groups/1/action", """{"toggle":true}""")]
    [InlineData("PUT groups/1/scenes/1/recall", null)]
    [InlineData("PUT alarmsystems/1/arm_away", """{"code0":"1234"}""")]
    [InlineData("POST groups", """{"name":"Attic"}""")]
    public async Task Command_BusyGateway_WhatActsIsNotAskedAgain(string name, string? args)
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        hub.Busy(1);

        var (status, answer) = await host.CommandAsync(name, args);

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer["hubError"]![0]!["error"]!["type"]!.GetValue<int>().ShouldBe(901);
        hub.CountReceived(name).ShouldBe(1);
    }

    [Fact]
    public async Task Command_BusyGateway_ANewerOneForTheSameThingTakesItsPlace()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        hub.Busy(1);

        var older = host.CommandAsync("PUT lights/1/state", """{"on":true}""");
        await Eventually.TrueAsync(() => hub.CountReceived("PUT lights/1/state") == 1, "the older one met a busy gateway");
        var newer = await host.CommandAsync("PUT lights/1/state", """{"on":false}""");

        newer.Status.ShouldBe(HttpStatusCode.OK);
        (await older).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        hub.CountReceived("PUT lights/1/state").ShouldBe(2);
        hub.Show("lights", "1")["state"]!["on"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task Command_BusyGatewayAndNoTimeLeft_IsRejectedWithItsWords()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        hub.Busy(5);

        var (status, answer) = await host.CommandAsync("PUT lights/1/state", """{"on":true}""", timeoutMs: 500);

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer["hubError"]!.ToJsonString().ShouldContain("Internal error, 951");
        hub.CountReceived("PUT lights/1/state").ShouldBe(1);
    }

    [Fact]
    public async Task Command_NoAnswerInTime_IsATimeOut()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        hub.HoldAnswers("PUT lights/1/state");

        (await host.CommandAsync("PUT lights/1/state", """{"on":true}""", timeoutMs: 200)).Status.ShouldBe(HttpStatusCode.GatewayTimeout);

        hub.ReleaseAnswers("PUT lights/1/state");
        hub.CountReceived("PUT lights/1/state").ShouldBe(1);
    }

    [Theory]
    [InlineData("PUT lights/1/state", """{"on":true}""")]
    [InlineData("PUT groups/1/scenes/1/recall", null)]
    [InlineData("DELETE lights/4", null)]
    public async Task Command_ConnectionCutBeforeTheAnswer_IsUnknownAndNotSentAgain(string name, string? args)
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        await host.CommandAsync("GET lights");
        hub.CloseAfter(name);

        (await host.CommandAsync(name, args)).Status.ShouldBe(HttpStatusCode.BadGateway);

        hub.CountReceived(name).ShouldBe(1);
    }

    [Fact]
    public async Task Command_SessionLostBeforeTheAnswer_GetsTheAnswer()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        hub.HoldAnswers("PUT lights/1/state");
        var command = host.CommandAsync("PUT lights/1/state", """{"on":true}""");
        await Eventually.TrueAsync(() => hub.CountReceived("PUT lights/1/state") == 1, "it was sent");

        hub.AbortConnections();
        await Eventually.TrueAsync(() => hub.ConnectionsOpened == 2, "another session");
        hub.ReleaseAnswers("PUT lights/1/state");

        (await command).Status.ShouldBe(HttpStatusCode.OK);
        hub.CountReceived("PUT lights/1/state").ShouldBe(1);
    }

    [Fact]
    public async Task Command_HubAway_IsOfflineAndNotKept()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        await hub.KillAsync();
        await host.UntilAsync("retrying");

        (await host.CommandAsync("PUT lights/1/state", """{"on":true}""")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);

        await hub.RestartAsync();
        await host.UntilAsync("online");
        hub.CountReceived("PUT lights/1/state").ShouldBe(0);
    }

    [Fact]
    public async Task Command_NobodyWaitsFor_IsSentAndItsRefusalLogged()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        hub.HoldAnswers("PUT lights/1/state");

        var (status, answer) = await host.CommandAsync("PUT lights/1/state", """{"bri":999}""", wait: false);
        status.ShouldBe(HttpStatusCode.Accepted);
        answer["status"]!.GetValue<string>().ShouldBe("sent");
        hub.ReleaseAnswers("PUT lights/1/state");

        await Eventually.TrueAsync(() => host.Log.Lines.Any(static line => line.Text.Contains("which nobody waited for")), "the refusal is logged");
        hub.CountReceived("PUT lights/1/state").ShouldBe(1);
    }

    [Fact]
    public async Task Command_ReadNobodyWaitsFor_IsSent()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);

        var (status, answer) = await host.CommandAsync("GET lights", wait: false);

        (status, answer["status"]!.GetValue<string>()).ShouldBe((HttpStatusCode.Accepted, "sent"));
        answer.ContainsKey("result").ShouldBeFalse();
    }

    [Fact]
    public async Task Commands_MoreThanAGatewayTakes_AreLimited()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        hub.HoldAnswers("PUT lights/1/state");
        var sent = Enumerable.Range(0, 25).Select(_ => host.CommandAsync("PUT lights/1/state", """{"on":true}""")).ToArray();
        await Eventually.TrueAsync(() => sent.Count(static command => command.IsCompleted) == 5 && hub.CountReceived("PUT lights/1/state") == 20, "twenty wait");

        hub.ReleaseAnswers("PUT lights/1/state");
        var answers = await Task.WhenAll(sent).Soon();

        answers.Count(static answer => answer.Status == HttpStatusCode.OK).ShouldBe(20);
        answers.Count(static answer => answer.Status == HttpStatusCode.TooManyRequests).ShouldBe(5);
    }

    [Theory]
    [InlineData(200, "<html>", HttpStatusCode.BadGateway)]
    [InlineData(500, "<html>", HttpStatusCode.BadGateway)]
    [InlineData(502, "", HttpStatusCode.BadGateway)]
    [InlineData(503, "<html>", HttpStatusCode.BadGateway)]
    [InlineData(504, "<html>", HttpStatusCode.BadGateway)]
    [InlineData(404, "<html>", HttpStatusCode.UnprocessableEntity)]
    [InlineData(500, """[{"error":{"type":7,"address":"/","description":"internal"}}]""", HttpStatusCode.UnprocessableEntity)]
    [InlineData(200, "", HttpStatusCode.OK)]
    public async Task Command_OddAnswer_IsNoFalseYesAndNotSentAgain(int status, string body, HttpStatusCode expected)
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        hub.AnswerCommand("PUT lights/1/state", status, body);

        (await host.CommandAsync("PUT lights/1/state", """{"on":true}""")).Status.ShouldBe(expected);
        hub.CountReceived("PUT lights/1/state").ShouldBe(1);
    }

    [Fact]
    public async Task Command_ThatReadsAndFailedOnItsWay_IsRejected()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        hub.AnswerCommand("GET lights/1", 500, "<html>");

        (await host.CommandAsync("GET lights/1")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }
}
