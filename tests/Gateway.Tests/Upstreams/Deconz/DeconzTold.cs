using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Events;
using Gateway.Tests.Fakes;
using Gateway.Upstreams.Deconz;

namespace Gateway.Tests.Upstreams.Deconz;

/// <summary>A feed with its stream, and all that clients would be told.</summary>
internal sealed class DeconzTold
{
    private readonly ConcurrentQueue<(string Topic, string Name, string Data)> _told = new();

    public DeconzTold()
    {
        Stream = new HubStream("deconz", new HubStreamOptions(), Time, Note);
        Feed = new DeconzFeed(Stream, Time);
    }

    public FakeTime Time { get; } = new();

    public HubStream Stream { get; }

    public DeconzFeed Feed { get; }

    /// <summary>Topic and name of each event.</summary>
    public IReadOnlyList<string> Names => [.. _told.Select(static told => $"{told.Topic} {told.Name}")];

    public IReadOnlyList<(string Topic, string Name, string Data)> All => [.. _told];

    public string LastData => _told.Last().Data;

    public void Forget() => _told.Clear();

    /// <summary>Begins a session whose snapshot has these sections, and watches everything with state.</summary>
    public void Begin(string everything, params string[] keys)
    {
        Feed.BeginSession(Encoding.UTF8.GetBytes(everything));
        foreach (var key in keys is [] ? [DeconzTopics.StateKey] : keys)
        {
            Feed.Watch(key);
        }
    }

    /// <summary>Takes one frame in; answers the topic that must be fetched.</summary>
    public string? Add(string frame)
    {
        DeconzFrame.TryRead(Encoding.UTF8.GetBytes(frame), out var read, out var fault).ShouldBeTrue(fault);
        return Feed.Add(read);
    }

    /// <summary>The value a late joiner would be shown, and its name.</summary>
    public (string Name, string Data)? ValueOf(string topic)
    {
        using (Stream.Enter())
        {
            var values = Stream.LastValues(new TopicPattern(DeconzTopics.Family, topic));
            var shown = values.Select(static value => (value.Json()["name"]!.GetValue<string>(), DataOf(value))).ToArray();
            foreach (var value in values)
            {
                value.Release();
            }

            return shown is [var only] ? only : null;
        }
    }

    public IReadOnlyList<string> Valued()
    {
        using (Stream.Enter())
        {
            var values = Stream.LastValues(DeconzTopics.Everything);
            string[] topics = [.. values.Select(static value => value.Topic.Text).Order(StringComparer.Ordinal)];
            foreach (var value in values)
            {
                value.Release();
            }

            return topics;
        }
    }

    public static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private static string DataOf(HubEvent hubEvent)
    {
        // Byte for byte: everything after "data": up to the end of the record's object.
        var text = hubEvent.Payload.Text();
        return text[(text.IndexOf(",\"data\":", StringComparison.Ordinal) + 8)..^1];
    }

    private void Note(HubEvent hubEvent) => _told.Enqueue((hubEvent.Topic.Text, hubEvent.Json()["name"]!.GetValue<string>(), DataOf(hubEvent)));
}
