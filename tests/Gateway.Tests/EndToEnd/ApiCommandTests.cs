using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

/// <summary>Commands by REST: every outcome that can be reached, and every malformed request.</summary>
public sealed class ApiCommandTests
{
    private const string Path = "/api/hubs/home/commands";

    [Fact]
    public async Task Command_TheHubSaysYes_AnswersItsResultUntouched()
    {
        await using var host = await OnlineAsync();

        using var answer = await PostAsync(host, """{"name":"call_service","args":{"domain":"light","service":"turn_on","target":{"entity_id":"light.hall"}}}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var outcome = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        outcome["status"]!.GetValue<string>().ShouldBe("ok");
        outcome["result"]!["context"]!["id"]!.GetValue<string>().Length.ShouldBe(26);
        outcome["elapsedMs"]!.GetValue<double>().ShouldBeGreaterThan(0);
        outcome.ContainsKey("error").ShouldBeFalse();
    }

    [Fact]
    public async Task Command_NotWaitedFor_IsSent()
    {
        await using var host = await OnlineAsync();

        using var answer = await PostAsync(host, """{"name":"fire_event","args":{"event_type":"ring"},"wait":false}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await answer.Content.ReadFromJsonAsync<JsonObject>())!["status"]!.GetValue<string>().ShouldBe("sent");
        await Eventually.TrueAsync(() => host.Home.CountReceived("fire_event") == 1, "the command reached the hub");
    }

    [Theory]
    [InlineData("""{"name":"call_service","args":{"domain":"light","service":"explode"}}""", "not_found", "Service not found.")]
    [InlineData("""{"name":"no_such_command"}""", "unknown_command", "Unknown command.")]
    public async Task Command_TheHubSaysNo_IsRejectedInItsOwnWords(string body, string code, string message)
    {
        await using var host = await OnlineAsync();

        var problem = await (await PostAsync(host, body)).ProblemAsync(HttpStatusCode.UnprocessableEntity, "rejected");

        problem["hubError"]!.ToJsonString().ShouldBe($$"""{"code":"{{code}}","message":"{{message}}"}""");
        problem["elapsedMs"]!.GetValue<double>().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Command_HubAway_IsOfflineAndNotKept()
    {
        await using var host = await OnlineAsync();
        await host.Home.KillAsync();
        await host.UntilAsync("retrying");

        using var answer = await PostAsync(host, """{"name":"fire_event","args":{"event_type":"ring"}}""");

        await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "offline");
        answer.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        await host.Home.RestartAsync();
        await host.UntilAsync("online");
        host.Home.CountReceived("fire_event").ShouldBe(0);
    }

    [Fact]
    public async Task Command_NoAnswerInTime_IsTimeout()
    {
        await using var host = await OnlineAsync();
        host.Home.HoldAnswers("get_states");

        var problem = await (await PostAsync(host, """{"name":"get_states","timeoutMs":50}""")).ProblemAsync(HttpStatusCode.GatewayTimeout, "timeout");

        problem.Detail().ShouldContain("did not answer within");
    }

    [Fact]
    public async Task Command_SessionLostBeforeTheAnswer_IsUnknownAndNotSentAgain()
    {
        await using var host = await OnlineAsync();
        host.Home.CloseAfter("fire_event");

        await (await PostAsync(host, """{"name":"fire_event","args":{"event_type":"ring"}}""")).ProblemAsync(HttpStatusCode.BadGateway, "unknown");

        await Eventually.TrueAsync(() => host.Home.ConnectionsOpened == 2, "another session");
        await host.UntilAsync("online");
        host.Home.CountReceived("fire_event").ShouldBe(1);
    }

    [Fact]
    public async Task Command_ExpiredOnArrival_IsNotSent()
    {
        await using var host = await OnlineAsync();

        await (await PostAsync(host, """{"name":"fire_event","args":{"event_type":"ring"},"expiresAt":"2020-01-01T00:00:00Z"}"""))
            .ProblemAsync(HttpStatusCode.PreconditionFailed, "expired");

        host.Home.CountReceived("fire_event").ShouldBe(0);
    }

    [Theory]
    [InlineData("", "The body is not JSON, or nested deeper than 64 levels: line 1, byte 1.")]
    [InlineData("{\n  \"name\": ping }", "The body is not JSON, or nested deeper than 64 levels: line 2, byte 11.")]
    [InlineData("[]", "The request must be one JSON object, not an array.")]
    [InlineData("{}", "'name' is missing; it is a text.")]
    [InlineData("""{"name":1}""", "'name' must be a text, not a number.")]
    [InlineData("""{"name":" "}""", "'name' is missing: it is the command in the hub's own words, for example \"call_service\".")]
    [InlineData("""{"name":"ping","timeoutMs":0}""", "'timeoutMs' must be between 1 and 300000.")]
    [InlineData("""{"name":"ping","timeoutMs":1.5}""", "'timeoutMs' must be a whole number.")]
    [InlineData("""{"name":"ping","expiresAt":"soon"}""", "'expiresAt' must be a time with its offset, such as \"2026-11-21T12:00:00Z\".")]
    [InlineData("""{"name":"ping","expiresAt":"2099-01-01T00:00:00"}""", "'expiresAt' must be a time with its offset, such as \"2026-11-21T12:00:00Z\".")]
    [InlineData("""{"name":"ping","expiresAt":"2099-01-01"}""", "'expiresAt' must be a time with its offset, such as \"2026-11-21T12:00:00Z\".")]
    [InlineData("""{"name":"auth/long_lived_access_token","args":{"client_name":"x","lifespan":3650}}""", "'auth/long_lived_access_token' would hand out or end the gateway's own access to Home Assistant. Do it in Home Assistant itself.")]
    [InlineData("""{"name":"ping","wait":"no"}""", "'wait' must be true or false.")]
    [InlineData("""{"name":"ping\ud800"}""", "'name' is no text: encode it as UTF-8, without half of a surrogate pair.")]
    [InlineData("""{"name":"ping","expiresAt":"2030-01-01T00:00:00\ud800"}""", "'expiresAt' is no text: encode it as UTF-8, without half of a surrogate pair.")]
    [InlineData("""{"\ud800ame":"ping"}""", "A member's name is no text: encode it as UTF-8, without half of a surrogate pair.")]
    [InlineData("""{"name":"unsubscribe_events","args":{"subscription":3}}""", "'unsubscribe_events' is done by the gateway itself, for all clients together. Use Subscribe and Unsubscribe for topics.")]
    public async Task Command_Malformed_IsInvalidByNameOfTheFault(string body, string detail)
    {
        await using var host = await OnlineAsync();

        (await (await PostAsync(host, body)).ProblemAsync(HttpStatusCode.BadRequest, "invalid")).Detail().ShouldBe(detail);
    }

    [Fact]
    public async Task Command_NestedTooDeep_IsInvalid()
    {
        await using var host = await OnlineAsync();
        var deep = """{"name":"fire_event","args":{"event_type":"ring","event_data":{"x":""" + new string('[', 70) + new string(']', 70) + "}}}";

        (await (await PostAsync(host, deep)).ProblemAsync(HttpStatusCode.BadRequest, "invalid")).Detail()
            .ShouldStartWith("The body is not JSON, or nested deeper than 64 levels: line 1, byte ");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task Command_NotSentAsJson_IsUnsupported(string? contentType)
    {
        await using var host = await OnlineAsync();

        await (await PostAsync(host, """{"name":"ping"}""", contentType)).ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Fact]
    public async Task Command_LargerThanOneMebibyte_IsTooLarge()
    {
        await using var host = await OnlineAsync();

        // Asked first, so that the answer is not lost in the noise of a body that nobody reads.
        host.Http.DefaultRequestHeaders.ExpectContinue = true;

        await (await PostAsync(host, "{\"name\":\"" + new string('x', 1 << 20) + "\"}"))
            .ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    private static async Task<GatewayHost> OnlineAsync()
    {
        var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        return host;
    }

    private static async Task<HttpResponseMessage> PostAsync(GatewayHost host, string body, string? contentType = "application/json")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = contentType is null ? null : new System.Net.Http.Headers.MediaTypeHeaderValue(contentType);
        return await host.Http.PostAsync(Path, content);
    }
}
