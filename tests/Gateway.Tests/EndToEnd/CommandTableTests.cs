using System.Text.Json.Nodes;

namespace Gateway.Tests.EndToEnd;

/// <summary>The table of outcomes: each row, by each face.</summary>
public sealed class CommandTableTests
{
    private const string Ring = """{"name":"fire_event","args":{"event_type":"ring"}}""";

    public static TheoryData<string, string, int> Rows()
    {
        (string Status, int Http)[] rows =
        [
            ("ok", 200), ("sent", 202), ("rejected", 422), ("invalid", 400), ("offline", 503), ("timeout", 504), ("unknown", 502), ("limited", 429), ("expired", 412),
        ];
        var data = new TheoryData<string, string, int>();
        foreach (var (status, http) in rows)
        {
            data.Add(CommandFace.Rest, status, http);
            data.Add(CommandFace.SignalR, status, http);
            data.Add(CommandFace.Batch, status, http);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Command_OfEachRow_IsAnsweredAsTheTableSays(string face, string status, int http)
    {
        await using var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["Commands:PerSecond"] = "1", ["Commands:Burst"] = "1" });
        await host.UntilAsync("online");
        var command = await ArrangeAsync(host, face, status);
        var received = host.Home.CountReceived(command["name"]!.GetValue<string>());

        var outcome = await CommandFace.SendAsync(face, host.Url, command);

        outcome["status"]!.GetValue<string>().ShouldBe(status, outcome.ToJsonString());
        outcome["elapsedMs"]!.GetValue<double>().ShouldBeInRange(0, 20_000);
        if (command["timeoutMs"] is { } timeout && status is "timeout")
        {
            outcome["elapsedMs"]!.GetValue<double>().ShouldBeGreaterThanOrEqualTo(timeout.GetValue<int>());
        }

        (outcome["result"] is not null).ShouldBe(status is "ok");
        (outcome["error"] is not null).ShouldBe(status is not ("ok" or "sent"));
        outcome.ContainsKey("replayed").ShouldBeFalse();
        outcome.ContainsKey("confirmed").ShouldBeFalse();
        if (outcome["error"] is { } error)
        {
            error["type"]!.GetValue<string>().ShouldBe($"urn:gateway:{status}");
            error["message"]!.GetValue<string>().ShouldNotBeNullOrWhiteSpace();
            (error["hubError"]?.ToJsonString()).ShouldBe(status is "rejected" ? """{"code":"unknown_command","message":"Unknown command."}""" : null);
            (error["retryAfterMs"] is not null || outcome["retryAfter"] is not null).ShouldBe(status is "offline" or "limited");
        }

        if (face is CommandFace.Rest)
        {
            outcome["http"]!.GetValue<int>().ShouldBe(http);
        }

        if (status is "invalid" or "offline" or "limited" or "expired")
        {
            host.Home.CountReceived(command["name"]!.GetValue<string>()).ShouldBe(received, "it was not sent");
        }
    }

    private static async Task<JsonObject> ArrangeAsync(GatewayHost host, string face, string status)
    {
        var command = JsonNode.Parse(status is "rejected" ? """{"name":"nobody/knows"}""" : Ring)!.AsObject();
        switch (status)
        {
            case "sent":
                command["wait"] = false;
                break;
            case "invalid":
                command["timeoutMs"] = 300_001;
                break;
            case "offline":
                await host.Home.KillAsync();
                await host.UntilAsync("retrying");
                break;
            case "timeout":
                host.Home.HoldAnswers("fire_event");
                command["timeoutMs"] = 200;
                break;
            case "unknown":
                host.Home.CloseAfter("fire_event");
                break;
            case "limited":
                await CommandFace.SendAsync(face, host.Url, JsonNode.Parse(Ring)!.AsObject());
                break;
            case "expired":
                command["expiresAt"] = "2020-01-01T00:00:00Z";
                break;
            default:
                break;
        }

        return command;
    }

    [Theory]
    [InlineData(CommandFace.Rest)]
    [InlineData(CommandFace.SignalR)]
    [InlineData(CommandFace.Batch)]
    public async Task Command_ExpiresBehindAFullBucket_IsExpiredAndNeverSent(string face)
    {
        await using var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["Commands:PerSecond"] = "1", ["Commands:Burst"] = "1" });
        await host.UntilAsync("online");
        await CommandFace.SendAsync(face, host.Url, JsonNode.Parse(Ring)!.AsObject());

        var command = JsonNode.Parse(Ring)!.AsObject();
        command["expiresAt"] = TimeProvider.System.GetUtcNow().AddMilliseconds(200).ToString("O");
        var outcome = await CommandFace.SendAsync(face, host.Url, command);

        outcome["status"]!.GetValue<string>().ShouldBe("expired", outcome.ToJsonString());
        outcome["elapsedMs"]!.GetValue<double>().ShouldBeGreaterThan(50);
        await Task.Delay(TimeSpan.FromMilliseconds(1_200), TimeProvider.System);
        host.Home.CountReceived("fire_event").ShouldBe(1);
    }

    [Theory]
    [InlineData(CommandFace.Rest)]
    [InlineData(CommandFace.SignalR)]
    [InlineData(CommandFace.Batch)]
    public async Task Command_TimeLeftBehindAFullBucket_WaitsForItsTurn(string face)
    {
        await using var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["Commands:PerSecond"] = "4", ["Commands:Burst"] = "1" });
        await host.UntilAsync("online");
        await CommandFace.SendAsync(face, host.Url, JsonNode.Parse(Ring)!.AsObject());

        var command = JsonNode.Parse(Ring)!.AsObject();
        command["expiresAt"] = TimeProvider.System.GetUtcNow().AddSeconds(5).ToString("O");
        var outcome = await CommandFace.SendAsync(face, host.Url, command);

        outcome["status"]!.GetValue<string>().ShouldBe("ok", outcome.ToJsonString());
        host.Home.CountReceived("fire_event").ShouldBe(2);
    }
}
