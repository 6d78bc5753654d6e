using System.Runtime.InteropServices;
using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>
/// Who receives an event: exact topics hold their receivers, patterns are found by prefix. The result is kept on the topic and
/// made anew only after somebody came or went, so an event costs one array walk. Used inside <see cref="HubStream.Enter"/> only.
/// </summary>
/// <param name="historyAge">How long what clients held is remembered. Default 5 minutes, as history is.</param>
internal sealed class TopicIndex(TimeSpan? historyAge = null)
{
    private readonly Dictionary<string, FamilyRoutes> _families = new(StringComparer.Ordinal);

    /// <summary>What is worth keeping.</summary>
    public WantedTopics Wanted { get; } = new(historyAge ?? new HubStreamOptions().Age);

    public void Add(TopicPattern pattern, Interest interest, Topic? exact)
    {
        var routes = RoutesOf(pattern.Family);
        if (exact is not null)
        {
            exact.Exact.Add(interest);
            exact.Route = null;
            return;
        }

        routes.Patterns.GetOrAdd(pattern).Add(interest.Receiver, interest.MinInterval);
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

        if (routes.Patterns.TryGet(pattern, out var receivers) && receivers.Remove(receiver))
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

    /// <summary>A receiver that asked in several ways gets each event once, at the highest of its rates; one that may not read the topic gets none.</summary>
    private static Interest[] Resolve(FamilyRoutes routes, Topic topic)
    {
        routes.Found.Clear();
        routes.Patterns.Find(topic.Text, routes.Found);
        if (routes.Found.Count == 0)
        {
            return [.. topic.Exact.Where(interest => interest.Receiver.Rights.MayRead(topic))];
        }

        var found = new Dictionary<IMessageReceiver, TimeSpan>(topic.Exact.Count);
        foreach (var (receiver, interval) in topic.Exact)
        {
            AddShortest(found, receiver, interval);
        }

        foreach (var receivers in routes.Found)
        {
            foreach (var (receiver, interval) in receivers)
            {
                AddShortest(found, receiver, interval);
            }
        }

        return [.. found.Where(pair => pair.Key.Rights.MayRead(topic)).Select(static pair => new Interest(pair.Key, pair.Value))];
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
        public PatternTable<Dictionary<IMessageReceiver, TimeSpan>> Patterns { get; } = new();

        /// <summary>Reused by each look-up.</summary>
        public List<Dictionary<IMessageReceiver, TimeSpan>> Found { get; } = [];

        public int Version { get; set; }
    }
}
