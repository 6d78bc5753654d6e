using System.Runtime.InteropServices;
using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>
/// Who receives an event: exact topics hold their receivers, patterns are found by prefix. The result is kept on the topic and
/// made anew only after somebody came or went, so an event costs one array walk. Used inside <see cref="HubStream.Enter"/> only.
/// </summary>
internal sealed class TopicIndex
{
    private readonly Dictionary<string, FamilyRoutes> _families = new(StringComparer.Ordinal);

    public void Add(TopicPattern pattern, Interest interest, Topic? exact)
    {
        var routes = RoutesOf(pattern.Family);
        if (exact is not null)
        {
            exact.Exact.Add(interest);
            exact.Route = null;
            return;
        }

        (CollectionsMarshal.GetValueRefOrAddDefault(routes.Patterns, pattern, out _) ??= []).Add(interest.Receiver, interest.MinInterval);
        routes.Version++;
    }

    public void Remove(TopicPattern pattern, IMessageReceiver receiver, Topic? exact)
    {
        var routes = RoutesOf(pattern.Family);
        if (exact is not null)
        {
            exact.Exact.RemoveAll(interest => ReferenceEquals(interest.Receiver, receiver));
            exact.Route = null;
            return;
        }

        if (routes.Patterns.TryGetValue(pattern, out var receivers) && receivers.Remove(receiver))
        {
            if (receivers.Count == 0)
            {
                routes.Patterns.Remove(pattern);
            }

            routes.Version++;
        }
    }

    /// <summary>Hands the event to each receiver once, however many of its patterns match.</summary>
    public void Deliver(HubEvent hubEvent)
    {
        foreach (var interest in Route(hubEvent.Topic))
        {
            if (interest.MinInterval == TimeSpan.Zero)
            {
                interest.Receiver.Offer(hubEvent);
            }
            else
            {
                interest.Receiver.Offer(hubEvent, interest.MinInterval);
            }
        }
    }

    /// <summary>Whether events on the topic go to the receiver.</summary>
    public bool Reaches(Topic topic, IMessageReceiver receiver) =>
        Route(topic).Any(interest => ReferenceEquals(interest.Receiver, receiver));

    public Interest[] Route(Topic topic)
    {
        var routes = RoutesOf(topic.Family);
        if (topic.Route is null || topic.RouteVersion != routes.Version)
        {
            topic.Route = Resolve(routes, topic);
            topic.RouteVersion = routes.Version;
        }

        return topic.Route;
    }

    /// <summary>A receiver that asked in several ways gets each event once, at the highest of its rates.</summary>
    private static Interest[] Resolve(FamilyRoutes routes, Topic topic)
    {
        var found = new Dictionary<IMessageReceiver, TimeSpan>(topic.Exact.Count);
        foreach (var (receiver, interval) in topic.Exact)
        {
            AddShortest(found, receiver, interval);
        }

        foreach (var (pattern, receivers) in routes.Patterns)
        {
            if (pattern.MatchesText(topic.Text))
            {
                foreach (var (receiver, interval) in receivers)
                {
                    AddShortest(found, receiver, interval);
                }
            }
        }

        return [.. found.Select(static pair => new Interest(pair.Key, pair.Value))];
    }

    private static void AddShortest(Dictionary<IMessageReceiver, TimeSpan> found, IMessageReceiver receiver, TimeSpan interval)
    {
        ref var shortest = ref CollectionsMarshal.GetValueRefOrAddDefault(found, receiver, out var exists);
        shortest = exists && shortest < interval ? shortest : interval;
    }

    private FamilyRoutes RoutesOf(string family) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_families, family, out _) ??= new FamilyRoutes();

    private sealed class FamilyRoutes
    {
        public Dictionary<TopicPattern, Dictionary<IMessageReceiver, TimeSpan>> Patterns { get; } = [];

        public int Version { get; set; }
    }
}
