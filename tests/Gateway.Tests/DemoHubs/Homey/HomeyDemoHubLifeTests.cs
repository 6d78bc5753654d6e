using Gateway.DemoHubs.Homey;
using Gateway.Tests.DemoHubs.SocketIO;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.DemoHubs.Homey;

public sealed class HomeyDemoHubLifeTests
{
    private const int Events = 300;

    [Fact]
    public async Task Homes_WithTheSameSeed_LiveTheSameLife()
    {
        var first = await LiveAsync(seed: 3);
        (await LiveAsync(seed: 3)).ShouldBe(first);
        (await LiveAsync(seed: 4)).ShouldNotBe(first, StringComparer.Ordinal);
        foreach (var part in (string[])["alarm_motion", "measure_power", "measure_temperature", "onoff", "zone.update", "user.update", "notification.create"])
            first.ShouldContain(part, Case.Sensitive);
    }

    [Fact]
    public async Task Home_Restarted_RemembersItsDevices()
    {
        await using var hub = await HomeyDemoHub.StartAsync(new HomeyDemoHubOptions { Living = false });
        var id = hub.AddDevice("Plug", "socket", """{"onoff":false}""");
        hub.SetCapability(id, "onoff", value: true);
        await hub.RestartAsync().Soon();
        hub.DeviceIds.Contains(id, StringComparer.Ordinal).ShouldBeTrue();
        hub.Capability(id, "onoff").ShouldBe("true");
        hub.Capability(id, "dim").ShouldBeNull();
    }

    private static async Task<string> LiveAsync(int seed)
    {
        var time = new FakeTime();
        await using var hub = await HomeyDemoHub.StartAsync(
            new HomeyDemoHubOptions { Seed = seed, TimeProvider = time, PingInterval = TimeSpan.FromDays(1) });
        using var client = await EngineClient.EnterAsync(hub.Url);
        await client.AskAsync($$"""420["handshakeClient",{"token":"{{hub.Token}}","homeyId":"{{hub.HomeyId}}"}]""");
        await client.AskAsync("40/api,");
        string[] uris = [.. hub.DeviceIds.Select(static id => "homey:device:" + id), .. Managers()];
        foreach (var uri in uris)
            (await client.AskAsync($"42/api,0[\"subscribe\",\"{uri}\"]")).ShouldBe("43/api,0[null]");

        var reading = ReadAsync(client);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return reading.IsCompleted;
        }, $"{Events} events");
        return await reading;
    }

    private static IEnumerable<string> Managers() =>
        ((string[])["devices", "zones", "flow", "logic", "users", "notifications"]).Select(static manager => "homey:manager:" + manager);

    /// <summary>Without the clock's values.</summary>
    private static async Task<string> ReadAsync(EngineClient client)
    {
        var life = new List<string>();
        while (life.Count < Events)
        {
            var frame = (await client.ReadAsync()).ShouldNotBeNull();
            life.Add(frame.Split(",\"transactionTime\"", 2)[0].Split("\"activeLastUpdated\"", 2)[0].Split(",\"dateCreated\"", 2)[0]);
        }

        return string.Join('\n', life);
    }
}
