using System.Net;
using System.Text;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.DemoHubs.Homey;

public sealed class HomeyDemoHubHttpTests : ShakenHomeyHub
{
    private const string OnOff = $"/api/manager/devices/device/{HallLight}/capability/onoff";

    [Fact]
    public async Task Ping_NeedsNoTokenAndTellsWhoAnswers()
    {
        using var stranger = new HttpClient { BaseAddress = Hub.Url, Timeout = TimeSpan.FromSeconds(20) };
        using var answer = await ShouldBeAsync(stranger, "[discovery] probe");
        answer.Headers.GetValues("X-Homey-ID").ShouldBe(["5f00aa"]);
        answer.Headers.GetValues("X-Homey-Version").ShouldBe(["12.0.0"]);
        answer.Headers.Contains("X-Homey-Tier").ShouldBeTrue();
        (await stranger.GetStringAsync("/api/manager/system/ping?id=77ffee")).ShouldBe("false");

        Hub.RefuseDiscovery("Subscription Inactive");
        using var refused = await ShouldBeAsync(stranger, "[discovery] terminal");
        Hub.RefuseDiscovery(error: null);
        using var again = await ShouldBeAsync(stranger, "[discovery] probe");
        Hub.Requests.Count(static request => request.StartsWith("GET /api/manager/system/ping", StringComparison.Ordinal)).ShouldBe(4);
    }

    [Fact]
    public async Task Capability_SetOverHttp_IsEmptyAndComesBackOverTheSocket()
    {
        await Client.AskAsync($"42/api,0[\"subscribe\",\"homey:device:{HallLight}\"]");
        using var answer = await SendAsync(HttpMethod.Put, OnOff, """{"value":true,"transactionId":"gw-7"}""");
        answer.StatusCode.ShouldBe((HttpStatusCode)HomeyFrames.Http("[http] capability set")["status"]!.GetValue<int>());
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        (await Client.ReadAsync()).ShouldNotBeNull().ShouldContain("\"value\":true,\"transactionId\":\"gw-7\"");
        (await Http.GetStringAsync(OnOff)).ShouldBe("true");
        Hub.CountReceived("setCapabilityValue").ShouldBe(1);
        Hub.Received[^1].ShouldBe($$"""PUT {{OnOff}} {"value":true,"transactionId":"gw-7"}""");
        Hub.Requests[^1].ShouldBe($"GET {OnOff} X-Homey-ID: 5f00aa");
    }

    [Fact]
    public async Task Flow_TriggeredOverHttp_RunsOnce()
    {
        using var answer = await SendAsync(HttpMethod.Post, $"/api/manager/flow/flow/{Evening}/trigger", body: "");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldBe(HomeyFrames.Http("[http] flow started")["body"]!.GetValue<string>());
        Hub.TriggeredFlows.ShouldBe([Evening]);
    }

    [Theory]
    [InlineData("PUT", "/api/manager/devices/device/nope/capability/onoff", """{"value":true}""", 404, """{"error":"not_found","error_description":"Device not found"}""")]
    [InlineData("PUT", OnOff, """{"value":[]}""", 400, """{"error":"invalid_value","error_description":"A value is a string, a number or a boolean"}""")]
    [InlineData("PUT", OnOff, "{", 400, """{"error":"invalid_json","error_description":"The body is no JSON object"}""")]
    [InlineData("DELETE", "/api/manager/devices/device", "", 404, """{"error":"not_found","error_description":"Endpoint not found"}""")]
    [InlineData("GET", "/somewhere", "", 404, """{"error":"not_found","error_description":"Endpoint not found"}""")]
    public async Task Request_ThatFails_HasAnErrorBody(string method, string path, string body, int status, string error)
    {
        using var answer = await SendAsync(new HttpMethod(method), path, body);
        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldBe(error);
        Hub.Capability(HallLight, "onoff").ShouldBe("false");
    }

    [Fact]
    public async Task Request_WithoutTheTokenOrForAnotherHomey_IsRefused()
    {
        Hub.ChangeToken("another");
        using var answer = await ShouldBeAsync(Http, "[http] login needed");
        Http.DefaultRequestHeaders.Authorization = new("Bearer", "another");
        (await Http.GetStringAsync("/api/manager/devices/device/")).ShouldStartWith("{\"" + HallLight + "\":{\"id\":\"");
        Http.DefaultRequestHeaders.Remove("X-Homey-ID");
        Http.DefaultRequestHeaders.Add("X-Homey-ID", "77ffee");
        using var other = await Http.GetAsync("/api/manager/devices/device");
        other.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("GET", "/api/manager/zones/zone", "")]
    [InlineData("GET", "/api/manager/system/", "")]
    [InlineData("PUT", "/api/manager/presence/me/present", """{"value":false}""")]
    [InlineData("POST", "/api/manager/moods/mood/e1000000-0000-4000-8000-000000000001/set", "")]
    [InlineData("POST", "/api/manager/flow/flowcardaction/homey:manager:notifications/create_notification/run", """{"args":{"text":"hi"}}""")]
    [InlineData("POST", "/api/manager/flow/advancedflow/77aa0000-0000-4000-8000-0000000000a1/trigger", "")]
    public async Task Request_Documented_IsServed(string method, string path, string body)
    {
        using var answer = await SendAsync(new HttpMethod(method), path, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Requests_HeldCutOrRefused_DoAsTheirHookSays()
    {
        Hub.HoldAnswers("setCapabilityValue");
        var held = SendAsync(HttpMethod.Put, OnOff, """{"value":true}""");
        await Eventually.TrueAsync(() => Hub.Capability(HallLight, "onoff") is "true", "the command is executed");
        held.IsCompleted.ShouldBeFalse();
        Hub.ReleaseAnswers("setCapabilityValue");
        (await held.Soon()).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        Hub.CloseAfter("triggerFlow");
        var path = $"/api/manager/flow/flow/{Evening}/trigger";
        await Should.ThrowAsync<HttpRequestException>(() => SendAsync(HttpMethod.Post, path, body: "").Soon());
        Hub.TriggeredFlows.ShouldBe([Evening]);

        Hub.RefuseOperation("triggerFlow", 500, "server_error", "Something broke");
        using var refused = await SendAsync(HttpMethod.Post, path, body: "");
        refused.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        Hub.TriggeredFlows.ShouldBe([Evening]);
        Hub.CountReceived("triggerFlow").ShouldBe(2);
    }

    private static async Task<HttpResponseMessage> ShouldBeAsync(HttpClient http, string note)
    {
        var expected = HomeyFrames.Http(note);
        var answer = await http.GetAsync(expected["path"]!.GetValue<string>());
        ((int)answer.StatusCode).ShouldBe(expected["status"]!.GetValue<int>());
        (await answer.Content.ReadAsStringAsync()).ShouldBe(expected["body"]!.GetValue<string>());
        return answer;
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string body)
    {
        var request = new HttpRequestMessage(method, path);
        if (body.Length > 0)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return Http.SendAsync(request);
    }
}
