using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

/// <summary>
/// Connections are cut between a command's write and its answer, 1,000 times over three kinds, with other commands on their way,
/// with idempotency keys and without: no command is seen twice by the hub, and every caller gets <c>unknown</c> or the truth.
/// </summary>
public sealed class CommandKillTests
{
    private const int PerKill = 3;

    [Theory]
    [InlineData("HomeAssistant", 400)]
    [InlineData("SocketIO", 300)]
    [InlineData("Deconz", 300)]
    public async Task Commands_ConnectionCutAgainAndAgain_AreSeenOnceAndToldTruly(string kind, int kills)
    {
        var hub = await KilledHub.StartAsync(kind);
        await using var ending = hub.Hub;
        await using var host = await HubHost.OnlineAsync(hub.Entry, new JsonObject { ["Commands"] = new JsonObject { ["PerSecond"] = 100_000, ["Burst"] = 100_000 } });
        var outcomes = new ConcurrentDictionary<int, string>();
        for (var kill = 0; kill < kills; kill++)
        {
            var sessions = hub.Sessions();
            hub.CutNext();
            await Task.WhenAll(Enumerable.Range(kill * PerKill, PerKill).Select(number => AskAsync(host, hub, number, outcomes)));
            if (hub.EndsSession)
            {
                await host.ReconnectAsync();
                await Eventually.TrueAsync(() => hub.Sessions() > sessions, "another session");
                await host.UntilAsync("online");
            }
        }

        var frames = hub.Received();
        var told = outcomes.OrderBy(static pair => pair.Key).Select(pair => (pair.Key, pair.Value, Seen: frames.Count(frame => frame.Contains(hub.MarkOf(pair.Key), StringComparison.Ordinal)))).ToArray();
        told.Length.ShouldBe(kills * PerKill);
        told.Where(static row => row is not ({ Value: "ok", Seen: 1 } or { Value: "unknown", Seen: 0 or 1 } or { Value: "offline", Seen: 0 })).ShouldBeEmpty();
        told.Count(static row => row.Value is "unknown").ShouldBeGreaterThanOrEqualTo(kills, "each time one at least was cut off");
    }

    private static async Task AskAsync(HubHost host, KilledHub hub, int number, ConcurrentDictionary<int, string> outcomes)
    {
        var command = hub.Command(number);
        if (number % 2 == 0)
        {
            command["idempotencyKey"] = number.ToString(CultureInfo.InvariantCulture);
        }

        var status = await SendAsync(host, command);
        if (number % 2 == 0 && status is not "offline")
        {
            // As a careful client does which was not told that it ran; and one that is not sure what it was told.
            (await SendAsync(host, command)).ShouldBe(status);
        }

        outcomes[number] = status;
    }

    private static async Task<string> SendAsync(HubHost host, JsonObject command)
    {
        var (_, body, _) = await host.CommandAsync(command);
        return body["type"]?.GetValue<string>()["urn:gateway:".Length..] ?? body["status"]!.GetValue<string>();
    }
}
