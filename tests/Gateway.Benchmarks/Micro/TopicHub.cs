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
internal sealed class TopicHub : IUpstreamWatch, IWatchSession
{
    /// <summary>How many topics one pattern stands for: the last digit.</summary>
    public const int TopicsPerPattern = 10;

    private readonly HomeAssistantOptions _options = new();
    private readonly TopicIndex _index = new();
    private readonly HubStream _stream;
    private readonly HubSubscriptions _subscriptions;
    private readonly TopicTable _family;
    private readonly byte[][] _names;
    private readonly byte[][] _states;
    private readonly ClientQueue[] _clients;
    private readonly int _receivers;

    public TopicHub(TopicShape shape, int topics, int clients)
    {
        Shape = shape;
        _receivers = shape.Receivers;
        _stream = new HubStream("home", new HubStreamOptions(), TimeProvider.System, _index.Deliver);
        _family = _stream.Family(HomeAssistantFeed.Entities.Family, HomeAssistantTopics.EntitiesPrefix);
        _subscriptions = new HubSubscriptions("HomeAssistant", _stream, _index, new SubscriptionOptions(TimeSpan.FromSeconds(5)), TimeProvider.System, static _ => { });
        _subscriptions.Attach(this);
        _subscriptions.SessionOpened(this);
        _names = [.. Enumerable.Range(0, topics).Select(static number => Encoding.UTF8.GetBytes(NameOf(number)))];
        _states = [.. Enumerable.Range(0, 16).Select(static number => StateOf(number))];
        _clients = [.. Enumerable.Range(0, clients).Select(static _ => new ClientQueue(new ClientOptions(), TimeProvider.System, new SubscriptionRegistry(new SubscriptionOptions(TimeSpan.FromSeconds(5)))))];
    }

    public TopicShape Shape { get; }

    public int Topics => _names.Length;

    /// <summary>Events that clients lost because the benchmark did not drain in time; must stay 0.</summary>
    public long Lost => _clients.Sum(static client => client.Dropped + client.Conflated);

    /// <summary>Every topic has a value, and its clients hold it, live.</summary>
    public async Task FillAsync()
    {
        for (var number = 0; number < Topics; number++)
        {
            Append(number);
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
            await _subscriptions.SubscribeAsync(_clients[client], new SubscribeRequest(topics), CancellationToken.None);
            Drain();
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
            _subscriptions.Unsubscribe(_clients[0], topics);
        }
    }

    /// <summary>What the feed calls for a changed entity.</summary>
    public void Append(int number) => _stream.Append(_family, _names[number], "changed"u8, _states[number & 15], Retention.Value);

    /// <summary>Takes everything that waits, as pumps would. Answers how many events that was.</summary>
    public int Drain()
    {
        var taken = 0;
        foreach (var client in _clients)
        {
            do
            {
                while (client.TryTake(out var outgoing))
                {
                    taken += outgoing.Message is HubEvent ? 1 : 0;
                    outgoing.Message.Release();
                }
            }
            while (client.TryRunDeferred());
        }

        return taken;
    }

    public TopicPlanning Plan(string topic) => HomeAssistantFeed.Plan(topic, _options);

    public void Reconnect()
    {
    }

    public Task<WatchOutcome> WatchAsync(string upstreamKey, CancellationToken cancellationToken) => Task.FromResult(WatchOutcome.Live);

    public Task UnwatchAsync(string upstreamKey, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Neighbours go to one client, so that a pattern of it stands for its own topics; further receivers are spread.</summary>
    private int ClientOf(int number, int receiver)
    {
        var group = number / TopicsPerPattern;
        var first = Shape.PatternShare > 0 ? group : number;
        return (int)((first + (receiver * (_clients.Length / (long)_receivers))) % _clients.Length);
    }

    private void Ask(List<string> wanted, int number)
    {
        if (number / TopicsPerPattern % 2 >= 2 * Shape.PatternShare)
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
