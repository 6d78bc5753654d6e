using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Chat;
using Gateway.DemoHubs.Deconz;
using Gateway.DemoHubs.HomeAssistant;

namespace Gateway.Tests.EndToEnd;

/// <summary>A demo hub that loses connections, and commands to it that can be told from one another.</summary>
/// <param name="Entry">What to configure.</param>
/// <param name="Command">A command, by its number.</param>
/// <param name="MarkOf">What stands in the frame of the command of this number and in no other.</param>
/// <param name="CutNext">Once: the next command is executed, and its connection cut before the answer.</param>
/// <param name="Received">What came.</param>
/// <param name="Sessions">How many sessions there were.</param>
/// <param name="EndsSession">Whether the connection that is cut is the session.</param>
/// <param name="Hub">To be disposed.</param>
internal sealed record KilledHub(
    JsonObject Entry, Func<int, JsonObject> Command, Func<int, string> MarkOf, Action CutNext, Func<IReadOnlyList<string>> Received, Func<int> Sessions, bool EndsSession, IAsyncDisposable Hub)
{
    public static async Task<KilledHub> StartAsync(string kind)
    {
        switch (kind)
        {
            case "HomeAssistant":
                var home = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false });
                return new KilledHub(
                    new JsonObject { ["Kind"] = kind, ["Url"] = home.Url.ToString(), ["Token"] = home.Token },
                    static number => Named("fire_event", new JsonObject { ["event_type"] = "ring", ["event_data"] = new JsonObject { ["mark"] = Mark(number) } }),
                    Mark,
                    () => home.CloseAfter("fire_event"),
                    () => home.Received,
                    () => home.ConnectionsOpened,
                    EndsSession: true,
                    home);
            case "Deconz":
                var deconz = await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Living = false });
                return new KilledHub(
                    new JsonObject { ["Kind"] = kind, ["Url"] = deconz.Url.ToString(), ["Token"] = deconz.Token },
                    static number => Named("PUT lights/1/state", new JsonObject { ["on"] = true, ["transitiontime"] = number }),
                    static number => string.Create(CultureInfo.InvariantCulture, $"\"transitiontime\":{number}}}"),
                    () => deconz.CloseAfter("PUT lights/1/state"),
                    () => deconz.Received,
                    () => deconz.ConnectionsOpened,
                    EndsSession: false,
                    deconz);
            default:
                var chat = await ChatDemoHub.StartAsync(new ChatDemoHubOptions { Living = false });
                return new KilledHub(
                    SocketIOEntry.Of(chat),
                    static number => Named("message", new JsonArray(Mark(number))),
                    Mark,
                    () => chat.CloseAfter("message"),
                    () => chat.Received,
                    () => chat.ConnectionsOpened,
                    EndsSession: true,
                    chat);
        }
    }

    private static string Mark(int number) => string.Create(CultureInfo.InvariantCulture, $"mark-{number}-");

    private static JsonObject Named(string name, JsonNode args) => new() { ["name"] = name, ["args"] = args };
}
