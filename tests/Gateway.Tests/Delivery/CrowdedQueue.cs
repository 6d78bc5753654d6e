using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Delivery;
using Gateway.Events;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Delivery;

/// <summary>A client's queue that is soon full, and the events of a small house for it.</summary>
internal sealed class CrowdedQueue
{
    private readonly FakeTime _time = new();
    private readonly Dictionary<string, Topic> _topics = new(StringComparer.Ordinal);
    private long _sequence;

    /// <param name="burstFor">How long a burst may last; by itself there is no such time.</param>
    public CrowdedQueue(TimeSpan burstFor = default) =>
        Queue = new ClientQueue(new ClientOptions(QueueMessages: 16, QueueBytes: 1 << 20) { BurstFor = burstFor }, _time, Repairs);

    public ClientQueue Queue { get; }

    public FakeRepair Repairs { get; } = new();

    public void Pass(TimeSpan time) => _time.Advance(time);

    public static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    public void State(string topic, string data) => Offer(Create(topic, data, isState: true));

    public void Occurrence(string data) => Offer(Create("ring", data, isState: false));

    public void Part(string topic, string part, string whole)
    {
        var told = Create(topic, part, isState: true);
        _sequence--;
        var value = Create(topic, whole, isState: true);
        told.TellsPartOf(value);
        value.Release();
        Offer(told);
    }

    public HubEvent Create(string topic, string data, bool isState)
    {
        if (!_topics.TryGetValue(topic, out var found))
        {
            _topics.Add(topic, found = new Topic("home", "family", topic));
        }

        return HubEvent.Create(found.Slot, "changed"u8, new Cursor("e", ++_sequence), _time.GetUtcNow(), System.Text.Encoding.UTF8.GetBytes(data), default, isState);
    }

    public void Offer(HubEvent hubEvent)
    {
        Queue.Offer(hubEvent);
        hubEvent.Release();
    }

    public void RunDeferred()
    {
        while (Queue.TryRunDeferred())
        {
        }
    }

    public List<bool> TakeResumable()
    {
        var taken = new List<bool>();
        while (Queue.TryTake(out var outgoing))
        {
            if (outgoing.Message.Target != MessageTarget.Gap)
            {
                taken.Add(outgoing.IsResumable);
            }

            outgoing.Message.Release();
        }

        return taken;
    }

    public List<string> TakeAll()
    {
        var taken = new List<string>();
        while (TryTake() is { } text)
        {
            taken.Add(text);
        }

        return taken;
    }

    public string? TryTake()
    {
        if (!Queue.TryTake(out var outgoing))
        {
            return null;
        }

        var json = JsonNode.Parse(outgoing.Message.Payload.Span)!;
        var text = outgoing.Message.Target == MessageTarget.Gap
            ? $"gap {json["hub"]} {json["conflated"]}/{json["dropped"]}"
            : $"{json["topic"]}={json["data"]!.ToJsonString()}";
        outgoing.Message.Release();
        return text;
    }
}
