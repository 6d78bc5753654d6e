using System.Text.Json.Nodes;
using Gateway.Access;
using Gateway.DemoHubs.HomeAssistant;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Access;

/// <summary>Keys that are added, changed, removed or expire while the gateway runs.</summary>
public sealed class KeyWatchTests
{
    /// <summary>The promise.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Key_AddedAndRemovedWhileRunning_CountsWithinFiveSecondsAndItsConnectionsClose()
    {
        using var keys = new KeyFolder();
        var owner = keys.Add("owner", "admin");
        await using var host = await keys.StartAsync();
        await using var other = await StreamAsync(host, owner);
        var tablet = keys.Add("tablet", "admin");
        await host.UntilStatusAsync(200, "/api/hubs", tablet);
        using var live = await host.LiveAsync(key: tablet);
        await using var stream = await StreamAsync(host, tablet);

        keys.Remove("tablet");

        (await live.EndsAsync(Promised)).ShouldBeTrue();
        await Eventually.TrueAsync(() => stream.HasEnded, "the stream of the removed key ends");
        (await host.StatusAsync("GET", "/api/hubs", tablet)).ShouldBeOneOf(401, 429);
        other.HasEnded.ShouldBeFalse();
        (await host.StatusAsync("GET", "/api/hubs", owner)).ShouldBe(200);
        await Eventually.TrueAsync(() => host.Service<KeyConnections>().Count == 1, "only the other's stream is left");
        host.Log.Lines.Where(static line => line.Category is AuditLog.Category).Select(static line => line.Text)
            .Where(static text => text.StartsWith("Key ", StringComparison.Ordinal)).ShouldBe(["Key by owner from configuration: - tablet: added after 0 ms", "Key by owner from configuration: - tablet: removed after 0 ms"]);
    }

    [Fact]
    public async Task Key_ChangedWhileRunning_ClosesItsConnectionsAndHasTheNewScopes()
    {
        using var keys = new KeyFolder();
        var tablet = keys.Add("tablet", "admin");
        await using var host = await keys.StartAsync();
        using var live = await host.LiveAsync(key: tablet);

        keys.Change("tablet", "read:home/*");

        (await live.EndsAsync(Promised)).ShouldBeTrue();
        (await host.StatusAsync("GET", "/metrics", tablet)).ShouldBe(403);
    }

    [Fact]
    public async Task Key_ThatExpiresWhileRunning_ClosesItsConnections()
    {
        using var keys = new KeyFolder();
        keys.Add("owner", "admin");
        var guest = keys.Add("guest", TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(3), "admin");
        await using var host = await keys.StartAsync();
        using var live = await host.LiveAsync(key: guest);

        (await live.EndsAsync(TimeSpan.FromSeconds(3) + Promised)).ShouldBeTrue();
        using var refused = await host.SendAsync("GET", "/api/hubs", guest);
        (await refused.ProblemAsync(System.Net.HttpStatusCode.Unauthorized, "unauthorized")).Detail().ShouldContain("expired");
    }

    [Fact]
    public async Task FirstKey_AddedWhileRunning_ClosesTheDoorAndWhoCameInWithout()
    {
        using var keys = new KeyFolder();
        await using var host = await keys.StartAsync();
        (await host.StatusAsync("GET", "/api/hubs")).ShouldBe(200);
        using var live = await host.LiveAsync();
        await using var stream = await StreamAsync(host, key: null);

        var first = keys.Add("first", "admin");

        (await live.EndsAsync(Promised)).ShouldBeTrue();
        await Eventually.TrueAsync(() => stream.HasEnded, "the stream without a key ends");
        (await host.StatusAsync("GET", "/api/hubs")).ShouldBe(401);
        (await host.StatusAsync("GET", "/api/hubs", first)).ShouldBe(200);
        await Eventually.TrueAsync(() => host.Service<KeyConnections>().Count == 0, "nothing is left behind");
    }

    [Fact]
    public async Task LastKey_RemovedWhileRunning_LeavesTheDoorClosed()
    {
        using var keys = new KeyFolder();
        var only = keys.Add("only", "admin");
        await using var host = await keys.StartAsync();

        keys.Remove("only");
        await host.UntilStatusAsync(401, "/api/hubs", only);

        (await host.StatusAsync("GET", "/api/hubs")).ShouldBe(401);
        host.Log.Lines.ShouldContain(static line => line.Text.StartsWith("The last access key was removed."));
        File.Delete(keys.Path);
        await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System);
        (await host.StatusAsync("GET", "/api/hubs")).ShouldBe(401);
    }

    [Theory]
    [InlineData("{ \"Keys\": [")]
    [InlineData("{ \"Keys\": [ { \"Name\": \"tablet\", \"Hash\": \"00\", \"Scopes\": [ \"admin\" ] } ] }")]
    [InlineData("")]
    public async Task KeyFile_BrokenWhileRunning_IsToldOnceAndTheKeysStay(string text)
    {
        using var keys = new KeyFolder();
        var tablet = keys.Add("tablet", "admin");
        await using var host = await keys.StartAsync();
        host.ErrorsAreExpected = true;
        using var live = await host.LiveAsync(key: tablet);

        await File.WriteAllTextAsync(keys.Path, text);

        await Eventually.TrueAsync(() => host.Log.Errors.Any(), "the mistake is told");
        (await live.EndsAsync(TimeSpan.FromSeconds(2.5))).ShouldBeFalse();
        (await host.StatusAsync("GET", "/api/hubs", tablet)).ShouldBe(200);
        (await host.StatusAsync("GET", "/api/hubs")).ShouldBe(401);
        host.Log.Errors.ShouldHaveSingleItem().ShouldContain(keys.Path);
        File.Delete(keys.Path);
        await host.UntilStatusAsync(401, "/api/hubs", tablet);
    }

    [Fact]
    public async Task ConfiguredKeys_ChangedWhileRunning_CountAtOnceAndABrokenFileKeepsThem()
    {
        await using var home = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false });
        var (one, two) = (KeySecret.Create(), KeySecret.Create());
        var settings = new JsonObject { ["Access"] = Access(("one", one)) };
        await using var host = UpstreamReloadHost.Start(new Dictionary<string, HomeAssistantDemoHub>(StringComparer.Ordinal) { ["home"] = home }, settings);
        await UntilAsync(host, one, 200);
        (await StatusAsync(host, null)).ShouldBe(401);

        settings["Access"] = Access(("two", two));
        host.Save();
        await UntilAsync(host, two, 200);
        (await StatusAsync(host, one)).ShouldBeOneOf(401, 429);

        host.Save("{ \"Gateway\": ");
        await Eventually.TrueAsync(() => host.Log.Errors.Any(), "the broken file is told");
        await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System);
        (await StatusAsync(host, two)).ShouldBe(200);
        host.Log.Errors.Count().ShouldBe(1);

        settings["Access"] = Access(("one", one), ("two", two));
        host.Save();
        await UntilAsync(host, one, 200);
    }

    private static JsonObject Access(params (string Name, string Secret)[] keys) => new()
    {
        ["Keys"] = new JsonArray([.. keys.Select(static key => (JsonNode)new JsonObject
        {
            ["Name"] = key.Name,
            ["Hash"] = Convert.ToHexStringLower(KeySecret.Hash(key.Secret)),
            ["Scopes"] = new JsonArray("admin"),
        })]),
    };

    private static async Task<int> StatusAsync(UpstreamReloadHost host, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/hubs");
        if (key is not null)
        {
            request.Headers.Authorization = new("Bearer", key);
        }

        using var answer = await host.Http.SendAsync(request).Soon();
        return (int)answer.StatusCode;
    }

    private static async Task UntilAsync(UpstreamReloadHost host, string key, int status)
    {
        using var limit = new CancellationTokenSource(Promised);
        while (await StatusAsync(host, key) != status)
        {
            limit.IsCancellationRequested.ShouldBeFalse();
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private static async Task<UpstreamSseClient> StreamAsync(GatewayHost host, string? key)
    {
        var http = new HttpClient { BaseAddress = host.Url };
        http.DefaultRequestHeaders.Authorization = key is null ? null : new("Bearer", key);
        return await UpstreamSseClient.OpenAsync(http, "home", "entities/light.hall");
    }
}
