using Gateway.DemoHubs.Deconz;
using Gateway.Tests.Fakes;
using Gateway.Upstreams.Deconz;

namespace Gateway.Tests.Upstreams.Deconz;

public sealed class DeconzOpeningTests
{
    [Fact]
    public async Task Open_InOrder_ConfigurationThenSocketThenSnapshot()
    {
        await using var script = await DeconzScript.StartAsync();

        await using var session = (await script.OpenAsync()).Session.ShouldNotBeNull();

        script.Asked.ShouldBe(["config", "ws", ""]);
        session.Version.ShouldBe("2");
    }

    [Theory]
    [InlineData("\"PORT\"")]
    [InlineData("PORT")]
    public async Task Open_PortAsNumberOrText_IsTaken(string port)
    {
        await using var script = await DeconzScript.StartAsync();
        script.Answer("config", 200, $$"""{"bridgeid":"1","websocketport":{{port}}}""");

        await using var session = (await script.OpenAsync()).Session.ShouldNotBeNull();
    }

    [Fact]
    public async Task Open_BehindAPath_AsksBelowIt()
    {
        await using var script = await DeconzScript.StartAsync();

        await script.OpenAsync(new Uri(script.Url, "/deconz/"));

        script.Asked[0].ShouldBe($"outside /deconz/api/{DeconzScript.Key}/config");
    }

    [Fact]
    public async Task Open_SnapshotWithoutAlarmSystems_AsksForThem()
    {
        await using var script = await DeconzScript.StartAsync();
        script.Answer("", 200, """{"lights":{}} """);
        script.Answer("alarmsystems", 200, """{"1":{"name":"default"}}""");

        await using var session = (await script.OpenAsync()).Session.ShouldNotBeNull();
        await session.WatchAsync(DeconzTopics.StateKey, CancellationToken.None).Soon();

        script.Asked.ShouldBe(["config", "ws", "", "alarmsystems"]);
    }

    [Fact]
    public async Task Open_NoAlarmSystemsAtAll_IsNoFault()
    {
        await using var script = await DeconzScript.StartAsync();
        script.Answer("", 200, """{"lights":{}}""");

        await using var session = (await script.OpenAsync()).Session.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("config", 403, """[{"error":{"type":1,"address":"/config","description":"unauthorized user"}}]""", "credentials-refused", true)]
    [InlineData("", 403, """[{"error":{"type":1,"address":"/","description":"unauthorized user"}}]""", "credentials-refused", true)]
    [InlineData("config", 403, """[{"error":{"type":101,"address":"/","description":"link button not pressed"}}]""", "not-the-hub", false)]
    [InlineData("config", 403, "<html>", "not-the-hub", false)]
    [InlineData("config", 503, """[{"error":{"type":901,"address":"/","description":"Internal error, 951"}}]""", "unreachable", false)]
    [InlineData("config", 404, "", "not-the-hub", false)]
    [InlineData("config", 200, "[]", "not-the-hub", false)]
    [InlineData("config", 200, "<html>", "not-the-hub", false)]
    [InlineData("", 200, "{}", "not-the-hub", false)]
    [InlineData("", 200, "{\"lights\":", "not-the-hub", false)]
    [InlineData("", 500, "", "not-the-hub", false)]
    public async Task Open_OddAnswer_SaysWhatIsWrongAndShowsNoKey(string path, int status, string body, string reason, bool isFinal)
    {
        await using var script = await DeconzScript.StartAsync();
        script.Answer(path, status, body);

        var failed = (await script.OpenAsync()).Reason.ShouldNotBeNull();

        failed.Name.ShouldBe(reason);
        failed.IsFinal.ShouldBe(isFinal);
        failed.Message.ShouldNotContain(DeconzScript.Key);
    }

    [Fact]
    public async Task Open_ConfigurationForStrangers_MeansThatTheKeyIsNotKnown()
    {
        await using var script = await DeconzScript.StartAsync();
        script.Answer("config", 200, """{"bridgeid":"1","name":"Phoscon-GW"}""");
        script.Answer("groups", 403, """[{"error":{"type":1,"address":"/groups","description":"unauthorized user"}}]""");

        (await script.OpenAsync()).Reason!.Name.ShouldBe("credentials-refused");
    }

    [Fact]
    public async Task Open_NoPortAnnounced_NamesTheCure()
    {
        await using var script = await DeconzScript.StartAsync();
        script.Answer("config", 200, """{"bridgeid":"1","name":"Phoscon-GW"}""");
        script.Answer("groups", 200, "{}");

        (await script.OpenAsync()).Reason!.Message.ShouldContain("Deconz:WebSocketPort");
        await using var session = (await script.OpenAsync(options: new DeconzOptions { WebSocketPort = script.Url.Port })).Session.ShouldNotBeNull();
    }

    [Fact]
    public async Task Open_AnotherBridge_IsRefusedUntilItIsTheSameAgain()
    {
        await using var script = await DeconzScript.StartAsync();
        var connector = script.Connector();
        await using (var session = (await connector.OpenAsync(CancellationToken.None).Soon()).Session.ShouldNotBeNull())
        {
            script.Answer("config", 200, """{"bridgeid":"2","websocketport":PORT}""");
        }

        var refused = (await connector.OpenAsync(CancellationToken.None).Soon()).Reason.ShouldNotBeNull();
        refused.IsFinal.ShouldBeFalse();
        refused.Message.ShouldContain("bridgeid is 2");
        script.Answer("config", 200, """{"bridgeid":"1","websocketport":PORT}""");
        await using var again = (await connector.OpenAsync(CancellationToken.None).Soon()).Session.ShouldNotBeNull();
    }

    [Fact]
    public async Task Open_Cancelled_Throws()
    {
        await using var script = await DeconzScript.StartAsync();

        await Should.ThrowAsync<OperationCanceledException>(script.OpenAsync(cancellationToken: new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Tls_PinnedCertificate_IsUsedForRestAndWebSocket()
    {
        using var certificate = TestCertificates.SelfSigned("phoscon.local");
        await using var hub = await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Living = false, Certificate = certificate });
        await using var host = DeconzHost.Start(hub);
        (await host.UntilAsync("retrying"))["reason"]!.GetValue<string>().ShouldContain("Tls:Fingerprint");

        host.Entry["Tls"] = new System.Text.Json.Nodes.JsonObject { ["Fingerprint"] = "sha256:" + certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256) };
        host.Save();
        await host.UntilAsync("online");
        await using var client = await host.OpenLiveAsync("lights/*");
        hub.SetState("lights", "1", new System.Text.Json.Nodes.JsonObject { ["bri"] = 3 });

        await client.UntilEventAsync("lights/1", "changed");
        (await host.CommandAsync("PUT lights/1/state", """{"on":true}""")).Status.ShouldBe(System.Net.HttpStatusCode.OK);
    }
}
