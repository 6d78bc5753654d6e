using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

public sealed class UpstreamReloadTests
{
    private static readonly HomeAssistantDemoHubOptions Still = new() { Living = false };

    [Fact]
    public async Task Reload_HubAddedChangedAndRemoved_TouchesOnlyThose()
    {
        await using var home = await HomeAssistantDemoHub.StartAsync(Still);
        await using var attic = await HomeAssistantDemoHub.StartAsync(Still);
        await using var other = await HomeAssistantDemoHub.StartAsync(Still);
        await using var host = UpstreamReloadHost.Start(new Dictionary<string, HomeAssistantDemoHub>(StringComparer.Ordinal) { ["home"] = home, ["attic"] = attic });
        await host.UntilAsync("home", "online");
        await host.UntilAsync("attic", "online");
        await using var client = await UpstreamSseClient.OpenAsync(host.Http, "home", "entities/light.hall");
        await using var upstairs = await UpstreamSseClient.OpenAsync(host.Http, "attic", "entities/light.hall");
        await client.UntilTopicAsync("entities/light.hall", "live");
        await upstairs.UntilTopicAsync("entities/light.hall", "live");

        host.Put("cellar", other);
        host.Save();
        await host.UntilAsync("cellar", "online");

        // The same house at another address: its clients stay and are told what differs.
        other.SetState("light.hall", "on");
        host.Put("attic", other);
        host.Save();
        await upstairs.UntilTopicAsync("entities/light.hall", "live", times: 2);
        await upstairs.UntilEventAsync("entities/light.hall", "changed");
        upstairs.HasEnded.ShouldBeFalse();
        await Eventually.TrueAsync(() => attic.OpenConnections == 0, "the old address is left");

        host.Remove("cellar");
        host.Save();
        await host.UntilGoneAsync("cellar");

        home.ConnectionsOpened.ShouldBe(1);
        home.SetState("light.hall", "on");
        await client.UntilEventAsync("entities/light.hall", "changed");
        host.Log.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reload_FileIsNoJson_SaysWhereAndChangesNothing()
    {
        await using var home = await HomeAssistantDemoHub.StartAsync(Still);
        await using var host = UpstreamReloadHost.Start(new Dictionary<string, HomeAssistantDemoHub>(StringComparer.Ordinal) { ["home"] = home });
        await host.UntilAsync("home", "online");

        host.Save("{ \"Gateway\": { \"Hubs\": { \"home\": { \"Token\": \"" + home.Token + "\" \"Url\"");

        await Eventually.TrueAsync(() => host.Log.Errors.Any(), "the broken file is told");
        var told = host.Log.Errors.ShouldHaveSingleItem();
        told.ShouldContain("It is no JSON at line 1, byte ");
        told.ShouldNotContain(home.Token);
        (await host.UntilAsync("home", "online"))["reconnects"]!.GetValue<int>().ShouldBe(0);
        home.ConnectionsOpened.ShouldBe(1);
        host.Put("attic", home);
        host.Save();
        await host.UntilAsync("attic", "online");
    }

    [Fact]
    public async Task Reload_FileIsNoJsonAndAnotherSourceChanges_WaitsUntilItIsGoodAgain()
    {
        await using var home = await HomeAssistantDemoHub.StartAsync(Still);
        await using var host = UpstreamReloadHost.Start(new Dictionary<string, HomeAssistantDemoHub>(StringComparer.Ordinal) { ["home"] = home });
        await host.UntilAsync("home", "online");
        host.Save("{ \"Gateway\": { \"Hubs\": {");
        await Eventually.TrueAsync(() => host.Log.Errors.Any(), "the broken file is told");

        host.Save(
            $$"""{ "Gateway": { "Hubs": { "attic": { "Kind": "HomeAssistant", "Url": "{{home.Url}}", "Token": "{{home.Token}}" } } } }""",
            "appsettings.Development.json");

        await Eventually.TrueAsync(
            () => host.Log.Lines.Any(static line => line.Text.Contains("waits until appsettings.json can be read again", StringComparison.Ordinal)), "the wait is told");
        (await host.UntilAsync("home", "online"))["reconnects"]!.GetValue<int>().ShouldBe(0);
        (await host.Http.GetAsync("/api/hubs/attic")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        home.ConnectionsOpened.ShouldBe(1);
        host.Save();
        await host.UntilAsync("attic", "online");
        await host.UntilAsync("home", "online");
        home.ConnectionsOpened.ShouldBe(2);
    }

    [Fact]
    public async Task Reload_HubSwitchedOffAndOn_ItsClientsWaitAndGoOn()
    {
        await using var home = await HomeAssistantDemoHub.StartAsync(Still);
        await using var host = UpstreamReloadHost.Start(new Dictionary<string, HomeAssistantDemoHub>(StringComparer.Ordinal) { ["home"] = home });
        await host.UntilAsync("home", "online");
        await using var client = await UpstreamSseClient.OpenAsync(host.Http, "home", "entities/light.hall");
        await client.UntilTopicAsync("entities/light.hall", "live");

        host.Put("home", home, enabled: false);
        host.Save();
        (await host.UntilAsync("home", "stopped"))["reason"]!.GetValue<string>().ShouldNotBeEmpty();
        await client.UntilTopicAsync("entities/light.hall", "pending");
        await Eventually.TrueAsync(() => home.OpenConnections == 0, "the hub is left");
        host.Put("home", home);
        host.Save();

        await client.UntilTopicAsync("entities/light.hall", "live", times: 2);
        client.LiveEvents.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reload_HubRemovedAndBack_ItsClientsAreToldAndGoOn()
    {
        await using var home = await HomeAssistantDemoHub.StartAsync(Still);
        await using var host = UpstreamReloadHost.Start(new Dictionary<string, HomeAssistantDemoHub>(StringComparer.Ordinal) { ["home"] = home });
        await host.UntilAsync("home", "online");
        await using var client = await UpstreamSseClient.OpenAsync(host.Http, "home", "probe");
        await client.UntilTopicAsync("probe", "live");

        host.Remove("home");
        host.Save();
        await client.UntilTopicAsync("probe", "failed");
        host.Put("home", home);
        host.Save();

        await client.UntilTopicAsync("probe", "live", times: 2);
        home.FireEvent("probe", new JsonObject());
        await Eventually.TrueAsync(() => client.LiveEvents.Count == 1, "the event of the hub that came back");
    }

    [Fact]
    public async Task Reload_CommandLimitsOfAllHubs_CountAtOnceAndNoSessionIsTouched()
    {
        await using var home = await HomeAssistantDemoHub.StartAsync(Still);
        var settings = new JsonObject();
        await using var host = UpstreamReloadHost.Start(new Dictionary<string, HomeAssistantDemoHub>(StringComparer.Ordinal) { ["home"] = home }, settings);
        await host.UntilAsync("home", "online");

        settings["Commands"] = new JsonObject { ["PerSecond"] = 1, ["Burst"] = 1 };
        host.Save();

        using var limit = new CancellationTokenSource(Eventually.Limit);
        var command = new JsonObject { ["name"] = "get_config" };
        while ((await host.Http.PostAsJsonAsync("/api/hubs/home/commands", command, limit.Token)).StatusCode != HttpStatusCode.TooManyRequests)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, limit.Token);
        }

        home.ConnectionsOpened.ShouldBe(1);
    }

    [Fact]
    public async Task Reload_WithAMistake_ChangesNothingAndNamesIt()
    {
        await using var home = await HomeAssistantDemoHub.StartAsync(Still);
        await using var host = UpstreamReloadHost.Start(new Dictionary<string, HomeAssistantDemoHub>(StringComparer.Ordinal) { ["home"] = home });
        await host.UntilAsync("home", "online");

        host.Put("not a name", home);
        host.Remove("home");
        host.Save();
        await Eventually.TrueAsync(() => host.Log.Errors.Any(), "the mistake is logged");

        host.Log.Errors.First().ShouldContain("Gateway:Hubs:not a name");
        await host.UntilAsync("home", "online");
        home.ConnectionsOpened.ShouldBe(1);
    }
}
