using System.Text;
using System.Text.Json;

namespace Gateway.Benchmarks.FanOut.Servers;

/// <summary>What the product writes around an event's data, so that every contender sends as many bytes.</summary>
internal sealed record Envelope(string Hub, string Topic, string Name, string Cursor, string Time, JsonElement Data)
{
    private const string Start = """{"hub":"load","topic":"event","name":"event","cursor":"0a1b2c3d:100000","time":"2026-01-01T00:00:00.0000000Z","data":""";

    public static Envelope Around(JsonElement data) => new("load", "event", "event", "0a1b2c3d:100000", "2026-01-01T00:00:00.0000000Z", data);

    /// <summary>The same as a SignalR record in a WebSocket frame.</summary>
    public static byte[] Frame(string data) =>
        ServerFrames.Text(Encoding.UTF8.GetBytes($$"""{"type":1,"target":"event","arguments":[{{Start}}{{data}}}]}""" + '\u001e'));
}
