using System.Collections.Concurrent;
using System.Text;
using Gateway.Commands;
using Gateway.Tests.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams.Homey;

/// <summary>Commands of one session, over the socket and by HTTP.</summary>
public sealed class HomeyCommandSessionTests
{
    private const string Operation = "setCapabilityValue homey:manager:devices";
    private const string Put = "PUT /api/manager/devices/device/3f1c/capability/onoff";
    private const string Trigger = "POST /api/manager/flow/flow/77aa/trigger";

    [Theory]
    [InlineData("null,true", "true")]
    [InlineData("null", "null")]
    [InlineData("null, {\"a\": 1.50}", "{\"a\": 1.50}")]
    public async Task Operation_HubSaysYes_IsOkWithItsResultUntouched(string ack, string result)
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        var asked = rig.SendAsync(Operation, """{"deviceId":"3f1c", "value":true}""");
        var call = await rig.Hub.ReadCallAsync("setCapabilityValue");
        call.Json.ShouldBe("""["api",{"uri":"homey:manager:devices","operation":"setCapabilityValue","args":{"deviceId":"3f1c", "value":true}}]""");

        await rig.Hub.AckAsync(call, ack);

        var outcome = await asked.Soon();
        outcome.Status.ShouldBe(CommandStatus.Ok);
        outcome.Result.Text().ShouldBe(result);
    }

    [Theory]
    [InlineData("\"homey_offline\"", "\"homey_offline\"", "homey_offline")]
    [InlineData("""{"code":404,"error":"not_found","error_description":"Device not found","stack":"at secret.js"}""", """{"code":404,"error":"not_found","error_description":"Device not found"}""", "not_found: Device not found")]
    [InlineData("""{"error":"bad secret-token-0123456789"}""", """{"error":"bad ***"}""", "bad ***")]
    public async Task Operation_HubSaysNo_IsRejectedWithItsWordsButNoStackAndNoToken(string error, string hubError, string words)
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        var asked = rig.SendAsync(Operation);
        await rig.Hub.AckAsync(await rig.Hub.ReadCallAsync("setCapabilityValue"), error);

        var outcome = await asked.Soon();

        outcome.Status.ShouldBe(CommandStatus.Rejected);
        outcome.HubError.Text().ShouldBe(hubError);
        outcome.Detail.ShouldBe($"The Homey refused: {words}");
    }

    [Theory]
    [InlineData("dance", "")]
    [InlineData("PUT /elsewhere", "")]
    [InlineData(Operation, "[1]")]
    [InlineData(Operation, "{\"a\":")]
    [InlineData("GET /api/manager/system/", "[1]")]
    public async Task Command_Malformed_IsInvalidAndNotSent(string name, string args)
    {
        await using var rig = await HomeySessionRig.OpenAsync();

        (await rig.SendAsync(name, args).Soon()).Status.ShouldBe(CommandStatus.Invalid);

        await rig.SettleAsync();
        rig.Homey.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Operation_Unanswered_IsTimeoutAndALateAnswerIsDropped()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        using var patience = new CancellationTokenSource();
        var asked = rig.SendAsync(Operation, cancellationToken: patience.Token);
        var call = await rig.Hub.ReadCallAsync("setCapabilityValue");

        await patience.CancelAsync();

        (await asked.Soon()).Status.ShouldBe(CommandStatus.Timeout);
        await rig.Hub.AckAsync(call, "null");
        await rig.SettleAsync();
    }

    [Fact]
    public async Task Operation_SessionLostMeanwhile_IsUnknown()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        var asked = rig.SendAsync(Operation);
        await rig.Hub.ReadCallAsync("setCapabilityValue");

        rig.Hub.Wire.Abort();

        (await asked.Soon()).Status.ShouldBe(CommandStatus.Unknown);
        (await rig.SendAsync(Operation).Soon()).Status.ShouldBe(CommandStatus.Offline);
    }

    [Fact]
    public async Task Command_Expired_IsNotSent()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        var past = rig.Time.GetUtcNow() - TimeSpan.FromSeconds(1);
        var longAgo = DateTimeOffset.UnixEpoch;

        (await rig.SendAsync(Operation, expiresAt: past).Soon()).Status.ShouldBe(CommandStatus.Expired);
        (await rig.SendAsync(Operation, expiresAt: past, wait: false).Soon()).Status.ShouldBe(CommandStatus.Expired);
        (await rig.SendAsync(Put, "{}", expiresAt: longAgo).Soon()).Status.ShouldBe(CommandStatus.Expired);
        (await rig.SendAsync(Put, "{}", expiresAt: longAgo, wait: false).Soon()).Status.ShouldBe(CommandStatus.Expired);

        await rig.SettleAsync();
        rig.Homey.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Operation_NobodyWaits_IsSentAtOnceAndARefusalIsLogged()
    {
        await using var rig = await HomeySessionRig.OpenAsync();

        (await rig.SendAsync(Operation, wait: false).Soon()).Status.ShouldBe(CommandStatus.Sent);
        await rig.Hub.AckAsync(await rig.Hub.ReadCallAsync("setCapabilityValue"), "{\"error\":\"not_found\"}");

        await Eventually.TrueAsync(() => rig.LinesOf(LogLevel.Warning).Any(static line => line.Contains("nobody waited for: not_found", StringComparison.Ordinal)), "the refusal is logged");
    }

    [Fact]
    public async Task Request_HubSaysYes_IsOkAndCarriesTheCredentials()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        var bodies = new ConcurrentQueue<string>();
        rig.Homey.Api = async context =>
        {
            bodies.Enqueue($"{context.Request.Headers.Authorization} {context.Request.Headers["X-Homey-ID"]} {await new StreamReader(context.Request.Body).ReadToEndAsync()}");
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        };

        var outcome = await rig.SendAsync(Put, """{"value":true}""").Soon();

        (outcome.Status, outcome.Result.Text()).ShouldBe((CommandStatus.Ok, "null"));
        bodies.ShouldBe([$$"""Bearer {{HomeySessionRig.Token}} 5f00aa {"value":true}"""]);
        rig.Homey.Requests[^1].ShouldBe(Put);
        rig.Homey.Headers.Last().ShouldContain("Content-Type: application/json");
    }

    [Theory]
    [InlineData("""{"a": 1.50}""", """{"a": 1.50}""")]
    [InlineData("plain \"words\"", "\"plain \\\"words\\\"\"")]
    [InlineData("", "null")]
    public async Task Request_AnyBody_IsAResultInJson(string body, string result)
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        rig.Homey.Api = ScriptedHomey.Says(200, body);

        (await rig.SendAsync("GET /api/manager/zones/zone", """{"ids":["a"]}""").Soon()).Result.Text().ShouldBe(result);

        Uri.UnescapeDataString(rig.Homey.Requests[^1]).ShouldBe("GET /api/manager/zones/zone?ids[0]=a");
    }

    [Theory]
    [InlineData(404, """{"error":"not_found","stack":"at x"}""", """{"error":"not_found"}""", "HTTP 404, not_found")]
    [InlineData(500, """{"error":"secret-token-0123456789 broke"}""", """{"error":"*** broke"}""", "HTTP 500, *** broke")]
    [InlineData(403, "secret-token-0123456789 may not", "\"*** may not\"", "HTTP 403, *** may not")]
    [InlineData(403, "", "", "HTTP 403")]
    public async Task Request_HubSaysNo_IsRejectedWithItsWords(int status, string body, string hubError, string words)
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        rig.Homey.Api = ScriptedHomey.Says(status, body);

        var outcome = await rig.SendAsync(Put, "{}").Soon();

        outcome.Status.ShouldBe(CommandStatus.Rejected);
        outcome.HubError.Text().ShouldBe(hubError);
        outcome.Detail.ShouldBe($"The Homey refused: {words}");
    }

    [Fact]
    public async Task Request_Unauthorised_IsRejectedAndTheSessionLogsInAnew()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        rig.Homey.Api = ScriptedHomey.Says(401, """{"error":"invalid_token"}""");

        (await rig.SendAsync(Put, "{}").Soon()).Status.ShouldBe(CommandStatus.Rejected);

        (await rig.Reading.Soon()).Name.ShouldBe("login-doubtful");
    }

    [Fact]
    public async Task Request_Unanswered_IsTimeoutAndSentOnce()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        var arrived = Hold(rig);
        using var patience = new CancellationTokenSource();
        var asked = rig.SendAsync(Trigger, cancellationToken: patience.Token);
        await arrived.Task.Soon();

        await patience.CancelAsync();

        (await asked.Soon()).Status.ShouldBe(CommandStatus.Timeout);
        rig.Homey.Requests.Count(static request => string.Equals(request, Trigger, StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Request_SessionLostMeanwhile_IsUnknownAndSentOnce()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        var arrived = Hold(rig);
        var asked = rig.SendAsync(Trigger);
        await arrived.Task.Soon();

        await rig.OpenNextAsync();

        (await asked.Soon()).Status.ShouldBe(CommandStatus.Unknown);
        rig.Homey.Requests.Count(static request => string.Equals(request, Trigger, StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Request_ConnectionCut_IsUnknownAndSentOnce()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        rig.Homey.Api = static context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        (await rig.SendAsync(Trigger).Soon()).Status.ShouldBe(CommandStatus.Unknown);

        rig.Homey.Requests.Count(static request => string.Equals(request, Trigger, StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Request_NobodyWaits_IsSentOnceWrittenAndARefusalIsLogged()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Homey.Api = async context =>
        {
            await gate.Task;
            await ScriptedHomey.Says(404, "{\"error\":\"not_found\"}")(context);
        };

        (await rig.SendAsync(Put, "{}", wait: false).Soon()).Status.ShouldBe(CommandStatus.Sent);
        gate.SetResult();

        await Eventually.TrueAsync(() => rig.LinesOf(LogLevel.Warning).Any(static line => line.Contains("HTTP 404, not_found", StringComparison.Ordinal)), "the refusal is logged");
    }

    [Fact]
    public async Task Operations_ManyAtOnce_EachGetsItsOwnAnswer()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        var asked = Enumerable.Range(0, 200).Select(index => rig.SendAsync(Operation, $$"""{"n":{{index}}}""")).ToArray();

        foreach (var _ in asked)
        {
            var call = await rig.Hub.ReadCallAsync("setCapabilityValue");
            var number = System.Text.Json.Nodes.JsonNode.Parse(call.Json)!.AsArray()[1]!["args"]!["n"]!.GetValue<int>();
            await rig.Hub.AckAsync(call, $"null,{number}");
        }

        var results = (await Task.WhenAll(asked).Soon()).Select(static outcome => Encoding.UTF8.GetString(outcome.Result.Span));
        results.ShouldBe(Enumerable.Range(0, 200).Select(static index => $"{index}"));
    }

    /// <summary>The hub takes a request and never answers.</summary>
    private static TaskCompletionSource Hold(HomeySessionRig rig)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Homey.Api = context =>
        {
            arrived.TrySetResult();
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            context.RequestAborted.Register(() => ended.TrySetResult());
            return ended.Task;
        };
        return arrived;
    }
}
