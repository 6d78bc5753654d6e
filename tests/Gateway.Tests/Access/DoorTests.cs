using System.Net;
using System.Text.Json.Nodes;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Access;

/// <summary>Who is let in, face by face.</summary>
public sealed class DoorTests
{
    private const string Wrong = "gw_0123456789012345678901234567890123456789012";

    public static TheoryData<string, string> Faces => new()
    {
        { "GET", "/api/hubs" },
        { "GET", "/API/Hubs/" },
        { "GET", "/api/hubs/home" },
        { "GET", "/api/hubs/home/subscriptions" },
        { "GET", "/api/hubs/home/state?topic=entities/*" },
        { "GET", "/api/hubs/home/events?topic=entities/*" },
        { "POST", "/api/hubs/home/commands" },
        { "POST", "/api/hubs/home/raw" },
        { "POST", "/api/hubs/home/reconnect" },
        { "POST", "/api/ticket" },
        { "POST", "/live/negotiate?negotiateVersion=1" },
        { "GET", "/live" },
        { "GET", "/live?id=x" },
        { "POST", "/live?id=x" },
        { "OPTIONS", "/api/hubs" },
        { "POST", "/" },
        { "GET", "/metrics" },
        { "GET", "/nothing/here" },
        { "GET", "/app/%2e%2e/api/hubs" },
        { "GET", "/api//hubs" },
    };

    public static TheoryData<string> OpenFiles => ["/", "/index.html", "/app.css", "/app/main.js", "/lib/preact.js", "/swagger/index.html", "/swagger/v1/swagger.json", "/healthz", "/readyz"];

    [Theory]
    [MemberData(nameof(Faces))]
    public async Task EveryFace_WithoutARightKey_Is401AndWithOneIsNot(string method, string path)
    {
        using var keys = new KeyFolder();
        var right = keys.Add("right", "admin");
        var expired = keys.Add("expired", TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(1), "admin");
        await using var host = await keys.StartAsync();

        foreach (var key in new[] { null, Wrong, expired, right + "x", "", "gwt_forged" })
        {
            using var refused = await host.SendAsync(method, path, key);
            refused.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
            await refused.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        }

        (await host.StatusAsync(method, path, right)).ShouldNotBeOneOf(401, 403, 429);
    }

    [Theory]
    [MemberData(nameof(OpenFiles))]
    public async Task WhatShowsNothingOfTheHouse_NeedsNoKey(string path)
    {
        using var keys = new KeyFolder();
        keys.Add("right", "admin");
        await using var host = await keys.StartAsync();
        await host.UntilStatusAsync(200, "/readyz", key: null);

        (await host.StatusAsync("GET", path)).ShouldBe(200);
        (await host.StatusAsync("GET", path, Wrong)).ShouldBe(200);
    }

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    public async Task HeaderOfAnotherForm_Is401AndSaysHow(string header)
    {
        using var keys = new KeyFolder();
        keys.Add("right", "admin");
        await using var host = await keys.StartAsync();

        using var refused = await host.SendAsync("GET", "/api/hubs", key: null, ("Authorization", header));

        (await refused.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized")).Detail().ShouldContain("Bearer");
    }

    [Fact]
    public async Task WebSocketUpgrade_WithoutARightKey_IsRefusedNotAcceptedAndClosed()
    {
        using var keys = new KeyFolder();
        var right = keys.Add("right", "admin");
        await using var host = await keys.StartAsync();

        (await host.UpgradeAsync()).Status.ShouldBe(401);
        (await host.UpgradeAsync(key: Wrong)).Status.ShouldBe(401);
        (await host.UpgradeAsync(key: right, headers: ("Origin", "http://evil.example"))).Status.ShouldBe(403);
        using var socket = await host.LiveAsync(key: right);
    }

    [Fact]
    public async Task KeyInTheAddress_Is401WithTheCureAndCountsAsWrong()
    {
        using var keys = new KeyFolder();
        var right = keys.Add("right", "admin");
        await using var host = await keys.StartAsync();

        (await host.UpgradeAsync($"access_token={right}")).Status.ShouldBe(401);
        using var refused = await host.SendAsync("GET", $"/api/hubs?key={right}", right);
        (await refused.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized")).Detail().ShouldContain("POST /api/ticket");
        for (var more = 0; more < 8; more++)
        {
            (await host.StatusAsync("GET", $"/api/hubs?access_token={right}")).ShouldBe(401);
        }

        (await host.StatusAsync("GET", $"/api/hubs?access_token={right}")).ShouldBe(429);
    }

    [Fact]
    public async Task WrongKeys_MoreThanTenAMinute_Are429AndARightOneIsTaken()
    {
        using var keys = new KeyFolder();
        var right = keys.Add("right", "admin");
        await using var host = await keys.StartAsync();
        string[] faces = ["/api/hubs", "/live", "/api/hubs/home/events?topic=x"];
        for (var wrong = 0; wrong < 10; wrong++)
        {
            (await host.StatusAsync("GET", faces[wrong % faces.Length], Wrong)).ShouldBe(401);
        }

        using var limited = await host.SendAsync("GET", "/api/hubs", Wrong);
        await limited.ProblemAsync(HttpStatusCode.TooManyRequests, "limited");
        limited.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        (await host.UpgradeAsync(key: Wrong)).Status.ShouldBe(429);
        (await host.StatusAsync("GET", "/api/hubs", right)).ShouldBe(200);
        (await host.StatusAsync("GET", "/api/hubs")).ShouldBe(401);
    }

    [Fact]
    public async Task AllowAnonymous_NoKeyIsNeeded_ButAWrongOneIsRefused()
    {
        using var keys = new KeyFolder();
        var right = keys.Add("right", "read:home/*");
        await using var host = await keys.StartAsync(("Access:AllowAnonymous", "true"));

        (await host.StatusAsync("GET", "/api/hubs")).ShouldBe(200);
        (await host.StatusAsync("GET", "/api/hubs", key: null, ("Host", "house.example"))).ShouldBe(200);
        (await host.StatusAsync("GET", "/api/hubs", Wrong)).ShouldBe(401);
        (await host.StatusAsync("GET", "/api/hubs", right)).ShouldBe(200);
        (await host.StatusAsync("GET", "/metrics", right)).ShouldBe(403);
        (await host.StatusAsync("GET", "/api/hubs", key: null, ("Origin", "http://evil.example"))).ShouldBe(403);
        host.Log.Lines.ShouldContain(static line => line.Text.Contains("ANYBODY WHO REACHES THIS GATEWAY"));
    }

    [Fact]
    public async Task WithKeys_AnyHostNameWillDo_AndTheOriginRuleStays()
    {
        using var keys = new KeyFolder();
        var right = keys.Add("right", "admin");
        await using var host = await keys.StartAsync();

        (await host.StatusAsync("GET", "/api/hubs", right, ("Host", "house.example"))).ShouldBe(200);
        (await host.StatusAsync("GET", "/", key: null, ("Host", "house.example"))).ShouldBe(200);

        // A page behind a name of somebody else's that points here: its origin is our own, and it has no key.
        (await host.StatusAsync("GET", "/api/hubs", key: null, ("Host", "evil.example"), ("Origin", "http://evil.example"))).ShouldBe(401);
        (await host.StatusAsync("GET", "/api/hubs", right, ("Host", "house.example"), ("Origin", "https://house.example"))).ShouldBe(200);
        (await host.StatusAsync("GET", "/api/hubs", right, ("Origin", "http://evil.example"))).ShouldBe(403);
    }

    [Fact]
    public async Task ListedPage_AsksFirstWithoutAKey_AndMayReadRefusals()
    {
        using var keys = new KeyFolder();
        keys.Add("right", "admin");
        await using var host = await keys.StartAsync(("Access:Origins:0", "https://dash.example"));

        using var preflight = await host.SendAsync(
            "OPTIONS", "/api/hubs", key: null, ("Origin", "https://dash.example"), ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "authorization"));
        preflight.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        preflight.Headers.GetValues("Access-Control-Allow-Headers").ShouldBe(["authorization"]);
        using var refused = await host.SendAsync("GET", "/api/hubs", key: null, ("Origin", "https://dash.example"));
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        refused.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["https://dash.example"]);
        (await host.StatusAsync("OPTIONS", "/api/hubs", key: null, ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "GET"))).ShouldBe(403);
    }

    [Fact]
    public async Task Metrics_NeedTheirScope()
    {
        using var keys = new KeyFolder();
        var reader = keys.Add("reader", "read:*/*", "command:*");
        var scraper = keys.Add("scraper", "metrics");
        await using var host = await keys.StartAsync();

        using var refused = await host.SendAsync("GET", "/metrics", reader);
        (await refused.ProblemAsync(HttpStatusCode.Forbidden, "forbidden")).Detail().ShouldContain("'metrics'");
        (await host.StatusAsync("GET", "/metrics", scraper)).ShouldNotBeOneOf(401, 403);
    }

    [Fact]
    public async Task Answers_OfTheDoor_CarryNoKey()
    {
        using var keys = new KeyFolder();
        var right = keys.Add("right", "admin");
        await using var host = await keys.StartAsync();

        foreach (var path in new[] { $"/api/hubs?a={right}", $"/live?access_token={right}", "/api/hubs/home", "/api/nothing" })
        {
            using var answer = await host.SendAsync("GET", path, Wrong);
            var body = await answer.Content.ReadAsStringAsync();
            body.ShouldNotContain(right);
            body.ShouldNotContain(Wrong);
            JsonNode.Parse(body)!["status"]!.GetValue<int>().ShouldBe(401);
        }

        host.Log.Lines.ShouldAllBe(line => !line.Text.Contains(right) && !line.Text.Contains(Wrong));
    }
}
