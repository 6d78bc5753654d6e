using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Chat;
using Gateway.Tests.Upstreams.SocketIO.Servers;

namespace Gateway.Tests.EndToEnd;

/// <summary>Entries of Socket.IO hubs.</summary>
internal static class SocketIOEntry
{
    /// <param name="url">The server.</param>
    /// <param name="settings">The section <c>SocketIO</c>.</param>
    public static JsonObject Of(Uri url, string settings = "{}") => new()
    {
        ["Kind"] = "SocketIO",
        ["Url"] = url.ToString(),
        ["SocketIO"] = JsonNode.Parse(settings),
    };

    /// <summary>The chat room, with its token.</summary>
    public static JsonObject Of(ChatDemoHub hub, string settings = """{"Version":"4"}""")
    {
        var entry = Of(hub.Url, settings);
        entry["Token"] = hub.Token;
        return entry;
    }

    /// <summary>With the version that the server is known to be; the one that takes old clients is told to be spoken to as they do.</summary>
    public static JsonObject Of(SocketIOServer server, SocketIOServerKind kind, string settings)
    {
        var entry = Of(server.Url, settings);
        entry["SocketIO"]!["Version"] = (kind == SocketIOServerKind.V4AllowEio3 ? 2 : (int)kind).ToString(CultureInfo.InvariantCulture);
        return entry;
    }

    public static JsonObject Of(SocketIOServer server, string settings = "{}") => Of(server.Url, settings);

    public static JsonObject Command(string name, string args = "[]", bool wait = true) => new()
    {
        ["name"] = name,
        ["args"] = JsonNode.Parse(args),
        ["wait"] = wait,
    };

    /// <summary>What happened, as topic, name, data and more.</summary>
    public static IReadOnlyList<string> Told(this UpstreamSseClient client) =>
    [
        .. client.Messages.Where(static message => message.Kind is "event").Select(static message => message.Body)
            .Select(static body => $"{body["topic"]} {body["name"]} {body["data"]?.ToJsonString() ?? "null"}{(body["more"] is { } more ? " " + more.ToJsonString() : "")}"),
    ];
}
