using System.Diagnostics;

namespace Gateway.Benchmarks.FanOut.Servers;

/// <summary>One way to bring a hub's events to many WebSocket clients.</summary>
/// <param name="Key">Its name on the command line.</param>
/// <param name="Name">Its name in the tables.</param>
/// <param name="Dialect">How clients join.</param>
/// <param name="MakeFeed">Where it takes events from, of that size.</param>
/// <param name="Start">How it is started, given its feed's port.</param>
internal sealed record Contender(string Key, string Name, Dialect Dialect, Func<int, Feed> MakeFeed, Func<int, ProcessStartInfo> Start)
{
    public static Contender Product { get; } = new(
        "product",
        "Gateway",
        Dialect.SignalR("/live", """{"type":1,"invocationId":"1","target":"Subscribe","arguments":[{"hub":"load","topics":["event"]}]}""", "\"type\":3", "\"target\":\"topic\"", "\"state\":\"live\""),
        static size => new HubFeed(size),
        Places.Product);

    public static Contender Stock { get; } = new(
        "signalr",
        "SignalR `Clients.Group`",
        Dialect.SignalR("/live", """{"type":1,"invocationId":"1","target":"Join","arguments":[]}""", "\"type\":3"),
        static size => new LineFeed(size),
        static port => Places.Self("fanout-signalr", port));

    public static Contender Raw { get; } = new(
        "raw", "raw socket writer", Dialect.None, static size => new LineFeed(size), static port => Places.Self("fanout-raw", port));

    public static Contender NodeSocketIO { get; } = new(
        "socketio", "socket.io 4.8.4", Dialect.SocketIO, static size => new LineFeed(size), Places.NodeSocketIO);
}
