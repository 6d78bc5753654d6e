using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Clients;

/// <summary>Two real clients on the same topics; the hub dies and comes back, and one of them is cut off around it, in every order.</summary>
public sealed class InterruptedHubTests
{
    private const string State = "entities/*";
    private const int LastNumber = 1_000_000;

    private int _number;

    /// <param name="face">Which client.</param>
    /// <param name="order">K: the hub is killed; R: it comes back; C: the client is cut; B: the client comes back.</param>
    /// <param name="isRecovered">Whether everything can be made good: state can, across a hub's absence; occurrences cannot.</param>
    /// <param name="topics">What both ask for.</param>
    [Theory]
    [InlineData("SignalR", "CKRB", true, State)]
    [InlineData("SignalR", "KCRB", true, State)]
    [InlineData("SignalR", "CKBR", true, State)]
    [InlineData("SignalR", "KRCB", true, State)]
    [InlineData("SignalR", "CKRB", false, State, "probe")]
    [InlineData("SignalR", "KCRB", false, State, "probe")]
    [InlineData("SignalR", "CKBR", false, State, "probe")]
    [InlineData("SignalR", "KCBR", false, State, "probe")]
    [InlineData("SignalR", "KRCB", true, State, "probe")]
    [InlineData("curl", "CKRB", true, State)]
    [InlineData("curl", "CKBR", true, State)]
    [InlineData("curl", "CKRB", false, State, "probe")]
    [InlineData("curl", "KCRB", false, State, "probe")]
    [InlineData("curl", "CKBR", false, State, "probe")]
    [InlineData("curl", "KCBR", false, State, "probe")]
    [InlineData("curl", "KRCB", true, State, "probe")]
    public async Task Clients_HubKilledAndRestartedAroundACut_HoldTheSame(string face, string order, bool isRecovered, params string[] topics)
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        host.Home.SetState("sensor.old", "there");
        await using var whole = Follower.Start(face, host.Url, topics);
        await using var cut = Follower.Start(face, host.Url, topics);
        await Task.WhenAll(whole.LiveAsync(), cut.LiveAsync());

        Change(host);
        foreach (var step in order)
        {
            await TakeAsync(step, host, whole, cut);
            Change(host);
        }

        host.Home.RemoveState("sensor.old");
        await cut.LiveAsync(attempt: 2, times: 1);
        host.Home.SetState("light.hall", "on", new JsonObject { ["n"] = LastNumber });
        host.Home.FireEvent("probe", new JsonObject { ["n"] = LastNumber });
        await using var fresh = Follower.Start(face, host.Url, topics);
        await fresh.LiveAsync();
        foreach (var follower in new[] { whole, cut })
        {
            await follower.UntilAsync(log => topics.Length == log.Count(static told => told.Number() == LastNumber), "the last of all");
        }

        await fresh.UntilAsync(static log => log.Any(static told => told.Number() == LastNumber), "the last of all");
        var values = whole.LastValues(State);
        cut.LastValues(State).ShouldBe(values);
        fresh.LastValues(State).ShouldBe(values);
        values.Select(static value => $"{value.Key} {Shape(JsonNode.Parse(value.Value)!)}").ShouldBe(await HouseAsync(host));
        cut.Recovered(attempt: 2).ShouldBe(topics.Select(_ => (bool?)isRecovered));
        cut.Log.Any(static told => told.Attempt == 2 && told.IsSnapshot).ShouldBe(!isRecovered);
        if (isRecovered)
        {
            topics.ShouldAllBe(topic => cut.TextsOf(topic).SequenceEqual(whole.TextsOf(topic), StringComparer.Ordinal));
        }
        else
        {
            // Nothing twice, nothing invented, in order; and after `live` nothing missing.
            foreach (var topic in topics)
            {
                var all = whole.TextsOf(topic);
                cut.TextsOf(topic).ShouldBe(all.Where(cut.TextsOf(topic).Contains));
            }
        }
    }

    private void Change(GatewayHost host)
    {
        for (var round = 0; round < 5; round++)
        {
            _number++;
            host.Home.FireEvent("probe", new JsonObject { ["n"] = _number });
            host.Home.SetState("light.hall", "on", new JsonObject { ["n"] = _number });
            host.Home.SetState($"sensor.new_{_number % 3}", "there", new JsonObject { ["n"] = _number });
        }

        host.Home.RemoveState($"sensor.new_{_number % 3}");
    }

    private static async Task TakeAsync(char step, GatewayHost host, Follower whole, Follower cut)
    {
        switch (step)
        {
            case 'K':
                await host.Home.KillAsync();
                await whole.UntilAsync(static log => log.Any(static told => told.Type is "topic" && told.Body["state"]!.GetValue<string>() is "pending"), "a topic pending");
                break;
            case 'R':
                await host.Home.RestartAsync();
                await whole.LiveAsync(times: 2);
                break;
            case 'C':
                await cut.CutAsync();
                break;
            default:
                await cut.BackAsync();
                await cut.UntilAsync(static log => log.Any(static told => told.Attempt == 2), "the client is back");
                break;
        }
    }

    /// <summary>What the hub itself says.</summary>
    private static async Task<IEnumerable<string>> HouseAsync(GatewayHost host)
    {
        using var http = new HttpClient { BaseAddress = host.Home.Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.Home.Token);
        var states = (await http.GetFromJsonAsync<JsonArray>("/api/states").Soon())!;
        return states.Select(static state => $"entities/{state!["entity_id"]} {Shape(state)}").Order(StringComparer.Ordinal);
    }

    private static string Shape(JsonNode state) => $"{state["state"]} {state["attributes"]!["n"]}";
}
