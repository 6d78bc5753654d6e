using System.Text.Json.Nodes;

namespace Gateway.Tests.EndToEnd;

/// <summary>A reader of Server-Sent Events that comes back with <c>Last-Event-ID</c>, as browsers do by themselves.</summary>
public sealed class ApiResumeTests
{
    private const string Path = "/api/hubs/home/events?topic=probe&topic=entities/*";

    [Fact]
    public async Task LastEventId_CutFromAmongEvents_HasWhatAnUninterruptedReaderHas()
    {
        await using var host = await OnlineAsync();
        using var whole = await ApiEventStream.OpenAsync(host.Http, Path);
        await WholeAsync(whole);
        var events = new List<string>();
        string? last;
        using (var first = await ApiEventStream.OpenAsync(host.Http, Path))
        {
            last = (await WholeAsync(first)).Id;
            Fire(host, 1, 100);
            for (var number = 1; number <= 50; number++)
            {
                var record = await first.UntilAsync("event");
                events.Add(record.Data!);
                last = record.Id;
            }
        }

        Fire(host, 101, 200);
        using var again = await ApiEventStream.OpenAsync(host.Http, Path, last);
        Fire(host, 201, 300);

        events.AddRange(await ReadAsync(again, 250 + 25));
        var expected = await ReadAsync(whole, 300 + 30);
        events.Count.ShouldBe(expected.Count - 5, "the fifty events of the first part hold five of a light");
        events.Order(StringComparer.Ordinal).ShouldBe(expected.Where(events.Contains).Order(StringComparer.Ordinal));
        events.Distinct(StringComparer.Ordinal).Count().ShouldBe(events.Count);
    }

    [Fact]
    public async Task LastEventId_NothingMissing_IsRecoveredForEveryTopic()
    {
        await using var host = await OnlineAsync();
        string? last;
        using (var first = await ApiEventStream.OpenAsync(host.Http, Path))
        {
            last = (await WholeAsync(first)).Id;
        }

        Fire(host, 1, 3);
        using var again = await ApiEventStream.OpenAsync(host.Http, Path, last);

        var live = await UntilLiveAsync(again, 2);
        live.ShouldAllBe(static record => record.Json["recovered"]!.GetValue<bool>());
    }

    [Fact]
    public async Task LastEventId_BesideATopicThatTheHubRefuses_ResumesTheOthers_AndThatOneIsTakenAnew()
    {
        const string Both = "/api/hubs/home/events?topic=probe&topic=secret";
        await using var host = await OnlineAsync();
        host.Home.RefuseEventType("secret", "unauthorized", "Not for you.");
        string? last;
        using (var first = await ApiEventStream.OpenAsync(host.Http, Both))
        {
            var states = new Dictionary<string, string>(StringComparer.Ordinal);
            while (states.GetValueOrDefault("secret") is not "failed" || states.GetValueOrDefault("probe") is not "live")
            {
                var told = (await first.UntilAsync("topic")).Json;
                states[told["topic"]!.GetValue<string>()] = told["state"]!.GetValue<string>();
            }

            host.Home.FireEvent("probe", new JsonObject { ["number"] = 1 });
            last = (await first.UntilAsync("event")).Id;
            last.ShouldNotBeNull();
        }

        host.Home.FireEvent("probe", new JsonObject { ["number"] = 2 });
        host.Home.AllowEventType("secret");
        using var again = await ApiEventStream.OpenAsync(host.Http, Both, last);

        var recovered = new Dictionary<string, bool>(StringComparer.Ordinal);
        while (recovered.Count < 2)
        {
            if (await again.UntilAsync("topic") is { Json: var topic } && topic["recovered"] is { } value)
            {
                recovered.Add(topic["topic"]!.GetValue<string>(), value.GetValue<bool>());
            }
        }

        recovered.ShouldBe(new Dictionary<string, bool>(StringComparer.Ordinal) { ["probe"] = true, ["secret"] = false }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("00000000:1")]
    [InlineData("-1")]
    public async Task LastEventId_OfAnotherTime_GetsASnapshotAndHearsSo(string lastEventId)
    {
        await using var host = await OnlineAsync();

        using var stream = await ApiEventStream.OpenAsync(host.Http, Path, lastEventId);

        var (snapshot, live) = (0, 0);
        while (live < 2)
        {
            var record = await stream.NextAsync();
            if (string.Equals(record.Name, "event", StringComparison.Ordinal))
            {
                record.Json["snapshot"]!.GetValue<bool>().ShouldBeTrue();
                record.Id.ShouldBeNull();
                snapshot++;
            }
            else if (string.Equals(record.Name, "topic", StringComparison.Ordinal) && record.Json["recovered"] is { } recovered)
            {
                recovered.GetValue<bool>().ShouldBeFalse();
                live++;
            }
        }

        snapshot.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task LastEventId_OfAnEarlierProcess_GetsASnapshotAndHearsSo()
    {
        string? last;
        await using (var before = await OnlineAsync())
        {
            using var first = await ApiEventStream.OpenAsync(before.Http, Path);
            last = (await WholeAsync(first)).Id;
        }

        await using var after = await OnlineAsync();
        using var again = await ApiEventStream.OpenAsync(after.Http, Path, last);

        (await UntilLiveAsync(again, 2)).ShouldAllBe(static record => !record.Json["recovered"]!.GetValue<bool>());
    }

    [Fact]
    public async Task LastEventId_HubCameBackMeanwhile_StateIsRecoveredAndOccurrencesAreNot()
    {
        await using var host = await OnlineAsync();
        string? last;
        using (var holder = await ApiEventStream.OpenAsync(host.Http, "/api/hubs/home/events?topic=entities/*"))
        {
            last = (await WholeAsync(holder, topics: 1)).Id;
            await host.Home.KillAsync();
            await host.UntilAsync("retrying");
            host.Home.SetState("light.hall", "on");
            await host.Home.RestartAsync();
            await host.UntilAsync("online");
            await holder.UntilAsync("event");
        }

        using var again = await ApiEventStream.OpenAsync(host.Http, "/api/hubs/home/events?topic=entities/*", last);

        (await again.UntilAsync("event")).Json["data"]!["state"]!.GetValue<string>().ShouldBe("on");
        (await UntilLiveAsync(again, 1)).Single().Json["recovered"]!.GetValue<bool>().ShouldBeTrue();
    }

    private static async Task<GatewayHost> OnlineAsync()
    {
        var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        return host;
    }

    private static void Fire(GatewayHost host, int from, int to)
    {
        for (var number = from; number <= to; number++)
        {
            host.Home.FireEvent("probe", new JsonObject { ["n"] = number });
            if (number % 10 == 0)
            {
                host.Home.SetState("light.hall", "on", new JsonObject { ["brightness"] = number % 255 });
            }
        }
    }

    /// <summary>The record with which everything is there.</summary>
    private static async Task<ApiEventStream.Record> WholeAsync(ApiEventStream stream, int topics = 2) => (await UntilLiveAsync(stream, topics))[^1];

    private static async Task<IReadOnlyList<ApiEventStream.Record>> UntilLiveAsync(ApiEventStream stream, int topics)
    {
        var live = new List<ApiEventStream.Record>();
        while (live.Count < topics)
        {
            live.Add(await stream.UntilAsync("topic", static data => string.Equals(data["state"]!.GetValue<string>(), "live", StringComparison.Ordinal)));
        }

        return live;
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(ApiEventStream stream, int count)
    {
        var events = new List<string>();
        while (events.Count < count)
        {
            var record = await stream.UntilAsync("event");
            record.Json.ContainsKey("snapshot").ShouldBeFalse();
            events.Add(record.Data!);
        }

        return events;
    }
}
