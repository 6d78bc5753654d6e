using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.DemoHubs.Deconz;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

/// <summary>Several commands in one request.</summary>
public sealed partial class CommandBatchTests
{
    private const string Path = "/api/hubs/home/commands/batch";

    [Fact]
    public async Task Batch_OfTheMost_ReachesTheHubInOrder()
    {
        await using var host = await OnlineAsync(perSecond: 1_000);

        var outcomes = await CommandFace.BatchAsync(host.Url, [.. Enumerable.Range(0, 100).Select(static number => Ring(number))]);

        outcomes.Count.ShouldBe(100);
        outcomes.ShouldAllBe(static outcome => outcome!["status"]!.GetValue<string>() == "ok");
        Rung(host).ShouldBe(Enumerable.Range(0, 100));
    }

    [Fact]
    public async Task Batch_NamesMoreConfirmTopicsThanItMay_SendsNothing()
    {
        await using var host = await OnlineAsync(perSecond: 1_000);
        var batch = new JsonArray([.. Enumerable.Range(0, 11).Select(static number => new JsonObject { ["name"] = "fire_event", ["confirm"] = new JsonObject { ["topic"] = $"t{number}" } })]);

        using var answer = await host.Http.PostAsJsonAsync(Path, batch);

        (await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid")).Detail().ShouldContain("up to 10 topics");
        host.Home.CountReceived("fire_event").ShouldBe(0);
        host.Home.CountReceived("subscribe_events").ShouldBe(0);
    }

    [Fact]
    public async Task Batch_OfHttpRequests_ReachesTheHubInOrder()
    {
        await using var hub = await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Living = false });
        await using var host = await HubHost.OnlineAsync(new JsonObject { ["Kind"] = "Deconz", ["Url"] = hub.Url.ToString(), ["Token"] = hub.Token });
        hub.CloseAfter("PUT lights/2/state");

        var outcomes = await CommandFace.BatchAsync(host.Http.BaseAddress!, [.. Enumerable.Range(0, 40).Select(static number => new JsonObject
        {
            ["name"] = number == 7 ? "PUT lights/2/state" : "PUT lights/1/state",
            ["args"] = new JsonObject { ["on"] = true, ["transitiontime"] = number },
        })]);

        outcomes.Select(static outcome => outcome!["status"]!.GetValue<string>()).ShouldBe(Enumerable.Range(0, 40).Select(static number => number == 7 ? "unknown" : "ok"));
        hub.Received.Where(static line => line.StartsWith("PUT ", StringComparison.Ordinal)).Select(static line => JsonNode.Parse(line[line.IndexOf('{', StringComparison.Ordinal)..])!["transitiontime"]!.GetValue<int>())
            .ShouldBe(Enumerable.Range(0, 40));
    }

    [Fact]
    public async Task Batch_OfHttpRequests_WaitsForAnswersButForNoConfirmation()
    {
        await using var hub = await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Living = false });
        await using var host = await HubHost.OnlineAsync(new JsonObject { ["Kind"] = "Deconz", ["Url"] = hub.Url.ToString(), ["Token"] = hub.Token });

        // Nothing happens on that topic: each is waited for to the end.
        var outcomes = await CommandFace.BatchAsync(host.Http.BaseAddress!, [.. Enumerable.Range(0, 30).Select(static number => new JsonObject
        {
            ["name"] = "PUT lights/1/state",
            ["args"] = new JsonObject { ["on"] = true, ["transitiontime"] = number },
            ["confirm"] = new JsonObject { ["topic"] = "sensors/1", ["timeoutMs"] = 2_000 },
        })]);

        // One after the other that would take a minute, three times what the request is given.
        outcomes.ShouldAllBe(static outcome => outcome!["status"]!.GetValue<string>() == "ok" && !outcome["confirmed"]!["ok"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Batch_OneItemsFault_SpoilsNoOther()
    {
        await using var host = await OnlineAsync();

        var outcomes = await CommandFace.BatchAsync(host.Url,
        [
            Ring(0), 5, JsonNode.Parse("""{"args":{}}"""), JsonNode.Parse("""{"name":"nobody/knows"}"""), null, JsonNode.Parse("""{"name":"auth"}"""),
            JsonNode.Parse("""{"name":"fire_event","expiresAt":"2020-01-01T00:00:00Z"}"""), JsonNode.Parse("""{"name":"get_config","confirm":{"topic":""}}"""), Ring(1),
        ]);

        outcomes.Select(static outcome => outcome!["status"]!.GetValue<string>())
            .ShouldBe(["ok", "invalid", "invalid", "rejected", "invalid", "invalid", "expired", "invalid", "ok"]);
        outcomes[1]!["error"]!["message"]!.GetValue<string>().ShouldBe("The request must be one JSON object, not a number.");
        outcomes[2]!["error"]!["message"]!.GetValue<string>().ShouldBe("'name' is missing; it is a text.");
        outcomes[3]!["error"]!["hubError"]!["code"]!.GetValue<string>().ShouldBe("unknown_command");
        Rung(host).ShouldBe([0, 1]);
    }

    [Fact]
    public async Task Batch_Items_WaitForNoneOfTheOthers()
    {
        await using var host = await OnlineAsync();
        host.Home.HoldAnswers("fire_event");

        var sending = CommandFace.BatchAsync(host.Url, [Ring(0), Ring(1), Ring(2)]);
        await Eventually.TrueAsync(() => Rung(host).Count == 3, "all are at the hub, none is answered");
        host.Home.ReleaseAnswers("fire_event");

        (await sending.Soon()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Batch_MoreThanTheBucketHas_IsLimitedFromThereOn()
    {
        await using var host = await OnlineAsync(perSecond: 1, burst: 3);

        var outcomes = await CommandFace.BatchAsync(host.Url, [.. Enumerable.Range(0, 5).Select(static number => Ring(number))]);

        outcomes.Select(static outcome => outcome!["status"]!.GetValue<string>()).ShouldBe(["ok", "ok", "ok", "limited", "limited"]);
        outcomes[4]!["error"]!["retryAfterMs"]!.GetValue<double>().ShouldBeGreaterThan(0);
        Rung(host).ShouldBe([0, 1, 2]);
    }

    [Fact]
    public async Task Batch_MoreThanTheBucketHasAndTimeLeft_KeepsItsOrder()
    {
        await using var host = await OnlineAsync(perSecond: 50, burst: 3);
        var expiresAt = TimeProvider.System.GetUtcNow().AddSeconds(20).ToString("O");

        var outcomes = await CommandFace.BatchAsync(host.Url, [.. Enumerable.Range(0, 30).Select(number =>
        {
            var command = Ring(number);
            command["expiresAt"] = expiresAt;
            return command;
        })]);

        outcomes.ShouldAllBe(static outcome => outcome!["status"]!.GetValue<string>() == "ok");
        Rung(host).ShouldBe(Enumerable.Range(0, 30));
    }

    [Fact]
    public async Task Batch_SomeAreConfirmed_KeepsItsOrder()
    {
        await using var host = await OnlineAsync();
        var first = Ring(0);
        first["confirm"] = new JsonObject { ["topic"] = "ring" };

        var outcomes = await CommandFace.BatchAsync(host.Url, [first, Ring(1)]);

        outcomes[0]!["confirmed"]!["ok"]!.GetValue<bool>().ShouldBeTrue();
        outcomes[1]!.AsObject().ContainsKey("confirmed").ShouldBeFalse();
        Rung(host).ShouldBe([0, 1]);
    }

    [Fact]
    public async Task Batch_SameKeyTwice_IsSentOnce()
    {
        await using var host = await OnlineAsync();
        var keyed = Ring(0);
        keyed["idempotencyKey"] = "k";

        var outcomes = await CommandFace.BatchAsync(host.Url, [keyed, keyed.DeepClone(), Ring(1)]);

        outcomes.ShouldAllBe(static outcome => outcome!["status"]!.GetValue<string>() == "ok");
        outcomes[1]!["replayed"]!.GetValue<bool>().ShouldBeTrue();
        Rung(host).ShouldBe([0, 1]);
    }

    [Fact]
    public async Task Batch_Empty_IsAnsweredEmpty()
    {
        await using var host = await OnlineAsync();

        (await CommandFace.BatchAsync(host.Url, [])).ShouldBeEmpty();
    }

    [Fact]
    public async Task Batch_TooLongOrNone_IsInvalidAndNothingIsSent()
    {
        await using var host = await OnlineAsync(perSecond: 1_000);

        using var many = await host.Http.PostAsJsonAsync(Path, new JsonArray([.. Enumerable.Range(0, 101).Select(static number => Ring(number))])).Soon();
        (await many.ProblemAsync(HttpStatusCode.BadRequest, "invalid")).Detail().ShouldBe("A batch has up to 100 commands, this one has 101; none was sent. Send several batches.");
        using var one = await host.Http.PostAsJsonAsync(Path, Ring(0)).Soon();
        (await one.ProblemAsync(HttpStatusCode.BadRequest, "invalid")).Detail().ShouldStartWith("The request must be an array of commands");
        using var elsewhere = await host.Http.PostAsJsonAsync("/api/hubs/attic/commands/batch", new JsonArray()).Soon();
        await elsewhere.ProblemAsync(HttpStatusCode.NotFound, "not-found");

        Rung(host).ShouldBeEmpty();
    }

    private static JsonObject Ring(int number) => new()
    {
        ["name"] = "fire_event",
        ["args"] = new JsonObject { ["event_type"] = "ring", ["event_data"] = new JsonObject { ["number"] = number } },
    };

    /// <summary>The numbers that reached the hub, in order.</summary>
    private static IReadOnlyList<int> Rung(GatewayHost host) =>
        [.. host.Home.Received.Select(static frame => Number().Match(frame)).Where(static match => match.Success).Select(static match => int.Parse(match.Groups["number"].ValueSpan, provider: null))];

    private static async Task<GatewayHost> OnlineAsync(int perSecond = 20, int burst = 100)
    {
        var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Commands:PerSecond"] = $"{perSecond}",
            ["Commands:Burst"] = $"{burst}",
        });
        await host.UntilAsync("online");
        return host;
    }

    [GeneratedRegex("\"number\":(?<number>[0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
