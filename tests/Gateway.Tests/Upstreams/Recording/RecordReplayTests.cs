using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Contract;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.Recording;

/// <summary>What was recorded of each kind of hub is played again without it, and no secret is in the file.</summary>
public sealed class RecordReplayTests : IDisposable
{
    private const int Count = 5;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-tapes-");

    [Theory]
    [MemberData(nameof(ContractHubs.Kinds), MemberType = typeof(ContractHubs))]
    public async Task Replay_OfARecordedHub_TellsTheSameEventsInTheSameOrder(string kind)
    {
        await using var hub = await ContractHubs.StartAsync(kind);
        var (events, version) = await RecordAsync(hub);
        await hub.KillAsync();

        await using var host = TapeHost.Replay(_folder.FullName);
        var status = await host.UntilAsync("online");
        await using var client = await host.OpenLiveAsync(hub);
        using var again = await host.Http.PostAsync("/api/hubs/home/reconnect", null).Soon();
        await Eventually.TrueAsync(
            () => Told(client, hub).TakeLast(Count).SequenceEqual(events, StringComparer.Ordinal) && (hub.StateTopic is null || client.Values(hub).TakeLast(3).SequenceEqual([10, 20, 30])),
            "the recording was played");

        status["version"]!.GetValue<string>().ShouldBe(version);
        await host.UntilAsync("online", reconnects: 1);
        var (known, _) = await host.CommandAsync(hub.Command.Body());
        known.ShouldBe(HttpStatusCode.OK);
        var (unknown, answer) = await host.CommandAsync(new ContractCommand(hub.Refused.Command.Name, hub.Refused.Command.Args).Body(timeoutMs: 300));
        unknown.ShouldBeOneOf(HttpStatusCode.UnprocessableEntity, HttpStatusCode.GatewayTimeout, HttpStatusCode.BadRequest);
        answer["status"]!.GetValue<int>().ShouldBeGreaterThanOrEqualTo(400);
    }

    [Theory]
    [MemberData(nameof(ContractHubs.Kinds), MemberType = typeof(ContractHubs))]
    public async Task Record_AHubInUse_WritesNoSecret(string kind)
    {
        await using var hub = await ContractHubs.StartAsync(kind);
        await RecordAsync(hub);

        var file = new FileInfo(Path.Combine(_folder.FullName, "home.jsonl"));
        var text = await File.ReadAllTextAsync(file.FullName);

        foreach (var secret in new[] { hub.Token, Uri.EscapeDataString(hub.Token), Convert.ToBase64String(Encoding.UTF8.GetBytes(hub.Token)).TrimEnd('=') })
        {
            text.Contains(secret, StringComparison.Ordinal).ShouldBeFalse();
        }

        text.ShouldContain("***");
        if (!OperatingSystem.IsWindows())
        {
            file.UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonNode.Parse(line)!).ToArray();
        lines[0]["format"]!.GetValue<int>().ShouldBe(1);
        lines[0]["kind"]!.GetValue<string>().ShouldBe(kind);
        lines.Skip(1).Select(static line => line["t"]!.GetValue<double>()).ShouldBeInOrder();
        lines.Skip(1).ShouldContain(static line => line["dir"]!.GetValue<string>() == "out" || line["via"]!.GetValue<string>() == "http");
    }

    [Fact]
    public async Task Replay_OfAPryvAccount_RingsTheSameBells()
    {
        await using var hub = await ContractHubs.StartAsync("Pryv");
        await RecordAsync(hub);
        await hub.KillAsync();

        await using var host = TapeHost.Replay(_folder.FullName);
        await host.UntilAsync("online");
        await using var client = await UpstreamSseClient.OpenAsync(host.Http, "home", "eventsChanged");
        await client.UntilTopicAsync("eventsChanged", "live");
        using var again = await host.Http.PostAsync("/api/hubs/home/reconnect", null).Soon();

        await Eventually.TrueAsync(() => client.Happened("eventsChanged").Count() >= Count, "the doorbell rings as often as it did");
    }

    /// <summary>Records a session with a client, events, state and a command; answers what the client was told of the topic, and the hub's version.</summary>
    private async Task<(IReadOnlyList<string> Events, string Version)> RecordAsync(ContractHub hub)
    {
        await using var host = TapeHost.Record(_folder.FullName, hub.Entry);
        var status = await host.UntilAsync("online");
        await using var client = await host.OpenLiveAsync(hub);
        for (var number = 1; number <= Count; number++)
        {
            hub.Raise(number);
            await client.UntilNumberAsync(hub, number);
        }

        foreach (var value in hub.StateTopic is null ? [] : new[] { 10, 20, 30 })
        {
            hub.SetState(value);
            await Eventually.TrueAsync(() => client.Values(hub).LastOrDefault() == value, $"the state is {value}");
        }

        var events = Told(client, hub).Take(Count).ToArray();
        var (code, body) = await host.CommandAsync(hub.Command.Body());
        code.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
        return (events, status["version"]!.GetValue<string>());
    }

    private static IEnumerable<string> Told(UpstreamSseClient client, ContractHub hub) =>
        client.Happened(hub.Topic).Where(body => hub.NumberOf(body) is not null)
            .Select(static body => new JsonObject { ["topic"] = body["topic"]!.DeepClone(), ["name"] = body["name"]!.DeepClone(), ["data"] = body["data"]?.DeepClone(), ["more"] = body["more"]?.DeepClone() }.ToJsonString());

    public void Dispose() => _folder.Delete(recursive: true);
}
