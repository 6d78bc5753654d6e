using System.Net;
using System.Text;
using Gateway.DemoHubs.Deconz;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.DemoHubs.Deconz;

public sealed class DeconzDemoHubRestTests
{
    private static readonly DeconzDemoHubOptions Still = new() { Living = false };

    [Fact]
    public async Task Config_WithoutAKey_TellsTheIdentityOnly()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        using var client = new DeconzClient(hub);

        var (status, config) = await client.SendRawAsync("GET", "api/config");

        status.ShouldBe(HttpStatusCode.OK);
        config!["bridgeid"]!.GetValue<string>().ShouldBe("00212EFFFF000001");
        config["websocketport"].ShouldBeNull();
        config["whitelist"].ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Config_WithAKey_TellsTheWebSocketsPort(bool hasOwnPort)
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still with { OwnWebSocketPort = hasOwnPort });
        using var client = new DeconzClient(hub);

        var (_, config) = await client.SendAsync("GET", "config");

        config!["websocketport"]!.GetValue<int>().ShouldBe(hub.WebSocketPort);
        (hub.WebSocketPort == hub.Url.Port).ShouldBe(!hasOwnPort);
    }

    [Fact]
    public async Task Pairing_LockedThenUnlocked_GivesAKeyForAMinute()
    {
        var time = new FakeTime();
        await using var hub = await DeconzDemoHub.StartAsync(Still with { TimeProvider = time });
        using var client = new DeconzClient(hub);
        const string body = """{"devicetype":"test"}""";

        var (status, answer) = await client.SendRawAsync("POST", "api", body);
        status.ShouldBe(HttpStatusCode.Forbidden);
        answer![0]!["error"]!["type"]!.GetValue<int>().ShouldBe(101);

        hub.Unlock();
        var first = (await client.SendRawAsync("POST", "api", body)).Body![0]!["success"]!["username"]!.GetValue<string>();
        var again = (await client.SendRawAsync("POST", "api", body)).Body![0]!["success"]!["username"]!.GetValue<string>();
        first.Length.ShouldBe(10);
        again.ShouldBe(first);
        (await client.SendRawAsync("GET", $"api/{first}/lights")).Status.ShouldBe(HttpStatusCode.OK);

        time.Advance(TimeSpan.FromSeconds(61));
        (await client.SendRawAsync("POST", "api", body)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Pairing_WithUserAndPassword_NeedsNoButton()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        using var client = new DeconzClient(hub);
        client.Http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("delight:delight-demo")));

        var (status, _) = await client.SendRawAsync("POST", "api", """{"devicetype":"test"}""");

        status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Key_Removed_IsUnauthorizedEverywhere()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        using var client = new DeconzClient(hub);
        hub.RemoveKeys();

        var (status, answer) = await client.SendAsync("GET", "lights");

        status.ShouldBe(HttpStatusCode.Forbidden);
        answer![0]!["error"]!["type"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Everything_Unchanged_IsNotSentAgain()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        using var client = new DeconzClient(hub);
        using var first = await client.Http.GetAsync($"api/{hub.Token}").Soon();
        client.Http.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);

        using var same = await client.Http.GetAsync($"api/{hub.Token}").Soon();
        hub.Hear("lights", "1");
        using var changed = await client.Http.GetAsync($"api/{hub.Token}").Soon();

        (await first.Content.ReadAsStringAsync()).ShouldContain("\"alarmsystems\"");
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("PUT", "lights/1/state", """{"on":true,"bri":999}""", 200, """[{"success":{"/lights/1/state/on":true}},{"error":{"address":"/lights/1/state/bri","description":"invalid value, 999, for parameter, bri","type":7}}]""")]
    [InlineData("PUT", "lights/1/state", """{"bri":9}""", 200, """[{"error":{"address":"/lights/1/state/bri","description":"parameter, bri, is not modifiable. Device is set to off.","type":201}}]""")]
    [InlineData("PUT", "lights/99/state", """{"on":true}""", 404, """[{"error":{"address":"/lights/99","description":"resource, /lights/99, not available","type":3}}]""")]
    [InlineData("PUT", "lights/1/state", "{", 400, """[{"error":{"address":"/lights/1/state","description":"body contains invalid JSON","type":2}}]""")]
    [InlineData("PUT", "lights/5/state", """{"lift":30}""", 200, """[{"success":{"/lights/5/state/lift":30}}]""")]
    [InlineData("PUT", "lights/1", """{"name":"Porch"}""", 200, """[{"success":{"/lights/1/name":"Porch"}}]""")]
    [InlineData("PUT", "groups/1/action", """{"on":true}""", 200, """[{"success":{"/groups/1/action/on":true}}]""")]
    [InlineData("PUT", "groups/1/scenes/2/recall", "", 200, """[{"success":{"id":"2"}}]""")]
    [InlineData("PUT", "groups/1/scenes/9/recall", "", 404, """[{"error":{"address":"/groups/1/scenes/9/recall","description":"resource, /groups/1/scenes/9/recall, not available","type":3}}]""")]
    [InlineData("POST", "groups", """{"name":"Attic"}""", 200, """[{"success":{"id":"3"}}]""")]
    [InlineData("DELETE", "lights/4", "", 200, """[{"success":{"id":"4"}}]""")]
    [InlineData("PUT", "sensors/6/state", """{"presence":false}""", 200, """[{"success":{"/sensors/6/state/presence":false}}]""")]
    [InlineData("PUT", "sensors/1/config", """{"on":false,"battery":1}""", 200, """[{"success":{"/sensors/1/config/on":false}},{"error":{"address":"/sensors/1/config/battery","description":"parameter, battery, is not modifiable","type":8}}]""")]
    [InlineData("PUT", "alarmsystems/1/arm_away", """{"code0":"1234"}""", 200, """[{"success":{"/alarmsystems/1/arm_away/armmode":"armed_away"}}]""")]
    [InlineData("PUT", "config", """{"websocketnotifyall":false}""", 200, """[{"success":{"/config/websocketnotifyall":false}}]""")]
    public async Task Command_OfEveryKind_IsAnsweredMemberByMember(string method, string path, string body, int status, string expected)
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        using var client = new DeconzClient(hub);

        var (answered, answer) = await client.SendAsync(method, path, body);

        ((int)answered).ShouldBe(status);
        answer!.ToJsonString().ShouldBe(expected);
        hub.CountReceived($"{method} {path}").ShouldBe(1);
    }

    [Fact]
    public async Task Busy_TheNextRequests_AreRefusedAsTheSourceDoes()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        using var client = new DeconzClient(hub);
        hub.Busy(1);

        var (status, answer) = await client.SendAsync("PUT", "lights/1/state", """{"on":true}""");
        var (second, _) = await client.SendAsync("PUT", "lights/1/state", """{"on":true}""");

        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer![0]!["error"]!["type"]!.GetValue<int>().ShouldBe(901);
        second.ShouldBe(HttpStatusCode.OK);
    }
}
