using System.Globalization;
using System.Text;
using Gateway.Delivery;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Upstreams.HomeAssistant;

namespace Gateway.Benchmarks.Micro;

/// <summary>
/// A Home Assistant hub with its registry and its clients' queues as the product builds them, between the feed's call and the
/// queues; no sockets, no pumps. Everything runs in the caller's thread.
/// </summary>
internal sealed class TopicHub
{
    /// <summary>How many topics one pattern stands for: the last digit.</summary>
    public const int TopicsPerPattern = 10;

    /// <summary>How many events may be prepared at a time.</summary>
    public const int MaxPrepared = 1_000;

    private const int NameLength = 22;

    private static readonly HomeAssistantOptions Options = new();
    private readonly BareHub _hub = new("HomeAssistant", static topic => HomeAssistantFeed.Plan(topic, Options));
    private readonly byte[] _next = new byte[MaxPrepared * NameLength];
    private readonly TopicTable _family;
    private readonly byte[][] _names;
    private readonly byte[][] _states;
    private readonly ClientQueue[] _clients;
    private readonly int _receivers;

    public TopicHub(TopicShape shape, int topics, int clients)
    {
        Shape = shape;
        _receivers = shape.Receivers;
        _family = _hub.Stream.Family(HomeAssistantFeed.Entities.Family, HomeAssistantTopics.EntitiesPrefix);
        _names = [.. Enumerable.Range(0, topics).Select(static number => Encoding.UTF8.GetBytes(NameOf(number)))];
        _states = [.. Enumerable.Range(0, 16).Select(static number => StateOf(number))];
        _clients = [.. Enumerable.Range(0, clients).Select(static _ => BareHub.NewClient())];
    }

    public TopicShape Shape { get; }

    public int Topics => _names.Length;

    /// <summary>Events taken from the clients' queues so far.</summary>
    public long Delivered { get; private set; }

    /// <summary>Events that clients lost because the benchmark did not drain in time; must stay 0.</summary>
    public long Lost => _clients.Sum(static client => client.Dropped + client.Conflated);

    /// <summary>Every topic has a value, and its clients hold it, live.</summary>
    public async Task FillAsync()
    {
        for (var number = 0; number < Topics; number++)
        {
            Append(_names[number], _states[number & 15]);
        }

        var wanted = _clients.Select(static _ => new List<string>()).ToArray();
        for (var number = 0; number < Topics; number++)
        {
            for (var receiver = 0; receiver < _receivers; receiver++)
            {
                Ask(wanted[ClientOf(number, receiver)], number);
            }
        }

        for (var client = 0; client < _clients.Length; client++)
        {
            await AskAsync(client, wanted[client]);
        }
    }

    public async Task AskAsync(int client, IReadOnlyList<string> topics)
    {
        if (topics.Count > 0)
        {
            await _hub.Subscriptions.SubscribeAsync(_clients[client], new SubscribeRequest(topics), CancellationToken.None);
            Delivered += BareHub.Drain(_clients[client]);
        }
    }

    /// <summary>A client takes up a pattern that no entity matches, or lays it down.</summary>
    public async Task ComeOrGoAsync(int round)
    {
        string[] topics = ["entities/zone.nowhere*"];
        if (round % 2 == 0)
        {
            await AskAsync(0, topics);
        }
        else
        {
            _hub.Subscriptions.Unsubscribe(_clients[0], topics);
        }
    }

    /// <summary>Lays names side by side as a frame has them, so that what is measured does not fetch them from afar.</summary>
    public void Prepare(ReadOnlySpan<int> order)
    {
        for (var i = 0; i < order.Length; i++)
        {
            _names[order[i]].CopyTo(_next.AsSpan(i * NameLength));
        }
    }

    /// <summary>Takes these in, and answers how long their match and offer took. In small lots: in the product each is matched at once.</summary>
    public TimeSpan MatchAndOffer(int from, int count)
    {
        _hub.HoldsBack = true;
        for (var place = from; place < from + count; place++)
        {
            Append(place);
        }

        _hub.HoldsBack = false;
        return _hub.DeliverHeld();
    }

    /// <summary>What the feed calls for a changed entity: the one prepared at this place.</summary>
    public void Append(int place) => Append(_next.AsSpan(place * NameLength, NameLength), _states[place & 15]);

    /// <summary>Takes everything that waits, as pumps would.</summary>
    public void Drain()
    {
        foreach (var client in _clients)
        {
            Delivered += BareHub.Drain(client);
        }
    }

    private void Append(ReadOnlySpan<byte> name, byte[] state) => _hub.Stream.Append(_family, name, "changed"u8, state, Retention.Value);

    /// <summary>Neighbours go to one client, so that a pattern of it stands for its own topics; further receivers are spread.</summary>
    private int ClientOf(int number, int receiver)
    {
        var group = number / TopicsPerPattern;
        var first = Shape.PatternTenths > 0 ? group : number;
        return (int)((first + (receiver * (_clients.Length / (long)_receivers))) % _clients.Length);
    }

    private void Ask(List<string> wanted, int number)
    {
        if (number / TopicsPerPattern % 10 >= Shape.PatternTenths)
        {
            wanted.Add($"entities/{NameOf(number)}");
        }
        else if (number % TopicsPerPattern == 0)
        {
            wanted.Add($"entities/{NameOf(number)[..^1]}*");
        }
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"sensor.a{number / 1000 % 100:00}_room_{number:000000}");

    private static byte[] StateOf(int number) => Encoding.UTF8.GetBytes(
        $$$"""{"entity_id":"sensor.of_a_room","state":"{{{20 + (number % 10)}}}.5","attributes":{"state_class":"measurement","unit_of_measurement":"°C","device_class":"temperature","friendly_name":"Temperature of a room"},"last_changed":"2026-11-21T02:00:11.182153+00:00","last_updated":"2026-11-21T02:00:11.182153+00:00","context":{"id":"01M7XXA85E3HG3CH0AY9AKRJE1","parent_id":null,"user_id":null}}""");
}
