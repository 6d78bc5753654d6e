using System.Text.Json.Nodes;
using Gateway.DemoHubs.Deconz;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;
using Xunit.Abstractions;

namespace Gateway.Tests.Upstreams.Deconz;

/// <summary>Anything may happen to a house, in any order, with lost sessions in between: in the end everybody knows how it stands.</summary>
public sealed class DeconzOracleTests(ITestOutputHelper output)
{
    private const int Steps = 400;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task House_ChangesAndLosesSessions_ClientsEndWithWhatRestShows(bool notifyAll)
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var hub = await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Living = false, NotifyAll = notifyAll });
        await using var host = await DeconzHost.StartAsync(hub);
        await using var client = await host.OpenLiveAsync("lights/*", "sensors/*", "groups/*");
        var lights = new List<string> { "1", "2", "3", "4" };
        var losses = 0;
        for (var step = 0; step < Steps; step++)
        {
            if (step % 100 == 50 && step < 300)
            {
                losses++;
                await LoseAsync(hub, random.Next(3));
                await client.UntilTopicAsync("lights/*", "pending", losses);
            }

            Change(hub, random, lights);
            if (step % 100 == 99)
            {
                await client.UntilTopicAsync("lights/*", "live", losses + 1);
            }
        }

        // The last frame of all: behind it nothing is under way.
        hub.Rename("lights", lights[0], "the end");
        await Eventually.TrueAsync(() => DeconzView.Of(client.Messages).Names.ContainsValue("the end"), "the last rename arrives");
        await Eventually.TrueAsync(() => Difference(hub, client) is null, $"the client knows the house (seed {seed}): {Difference(hub, client)}");
        foreach (var (topic, shown) in DeconzView.Of(client.Messages).States)
        {
            var value = (await host.StateAsync(topic)).Single()["data"]!.AsObject();
            JsonNode.DeepEquals(DeconzView.WithoutTimes(value["state"]), shown).ShouldBeTrue(topic);
        }

        output.WriteLine($"{client.LiveEvents.Count} events, {losses} lost sessions, {hub.ConnectionsOpened} connections");
        hub.ConnectionsOpened.ShouldBe(losses + 1);
    }

    private static string? Difference(DeconzDemoHub hub, UpstreamSseClient client)
    {
        var view = DeconzView.Of(client.Messages);
        var topics = (string[])["lights", "sensors", "groups"];
        foreach (var topic in topics.SelectMany(kind => hub.Ids(kind).Select(id => $"{kind}/{id}")))
        {
            var parts = topic.Split('/');
            var thing = hub.Show(parts[0], parts[1]);
            if (!view.States.TryGetValue(topic, out var state) || !JsonNode.DeepEquals(DeconzView.WithoutTimes(thing["state"]), state))
            {
                return $"{topic} is {thing["state"]!.ToJsonString()}, the client thinks {state?.ToJsonString() ?? "it is not there"}";
            }

            if (!string.Equals(view.Names.GetValueOrDefault(topic), thing["name"]!.GetValue<string>(), StringComparison.Ordinal))
            {
                return $"{topic} is named {thing["name"]}, the client thinks {view.Names.GetValueOrDefault(topic)}";
            }
        }

        return view.States.Count == topics.Sum(kind => hub.Ids(kind).Count) ? null : "the client knows things that are gone";
    }

    private static Task LoseAsync(DeconzDemoHub hub, int how)
    {
        switch (how)
        {
            case 0:
                return hub.RestartAsync();
            case 1:
                hub.AbortConnections();
                return Task.CompletedTask;
            default:
                hub.DropConnections();
                return Task.CompletedTask;
        }
    }

    private static void Change(DeconzDemoHub hub, Random random, List<string> lights)
    {
        var light = lights[random.Next(lights.Count)];
        switch (random.Next(12))
        {
            case 0 when lights.Count < 12:
                lights.Add(hub.AddLight($"Light {random.Next(100)}"));
                break;
            case 1 when lights.Count > 3:
                hub.RemoveLight(light);
                lights.Remove(light);
                break;
            case 2:
                hub.Rename("lights", light, $"Name {random.Next(100)}");
                break;
            case 3:
                hub.Hear("lights", light);
                break;
            case 4:
                hub.PressButton("4", random.Next(1, 4) * 1000);
                break;
            case 5:
                hub.SetState("sensors", "2", new JsonObject { ["temperature"] = random.Next(1800, 2500) });
                break;
            case 6:
                hub.Change("sensors", "1", "config", new JsonObject { ["battery"] = random.Next(100) });
                break;
            case 7:
                hub.Rename("groups", "1", $"Group {random.Next(100)}");
                break;
            default:
                hub.SetState("lights", light, new JsonObject { ["on"] = random.Next(2) == 0, ["bri"] = random.Next(255) });
                break;
        }
    }
}
