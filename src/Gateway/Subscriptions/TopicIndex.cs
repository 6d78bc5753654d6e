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

    public void Add(TopicPattern pattern, IMessageReceiver receiver, Topic? exact)
    {
        var routes = RoutesOf(pattern.Family);
        if (exact is not null)
        {
            exact.Exact.Add(receiver);
            exact.Route = null;
            return;
        }

        (CollectionsMarshal.GetValueRefOrAddDefault(routes.Patterns, pattern, out _) ??= []).Add(receiver);
        routes.Version++;
    }

    public void Remove(TopicPattern pattern, IMessageReceiver receiver, Topic? exact)
    {
        var routes = RoutesOf(pattern.Family);
        if (exact is not null)
        {
            exact.Exact.Remove(receiver);
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
        foreach (var receiver in Route(hubEvent.Topic))
        {
            receiver.Offer(hubEvent);
        }
    }

    public IMessageReceiver[] Route(Topic topic)
    {
        var routes = RoutesOf(topic.Family);
        if (topic.Route is null || topic.RouteVersion != routes.Version)
        {
            topic.Route = Resolve(routes, topic);
            topic.RouteVersion = routes.Version;
        }

        return topic.Route;
    }

    private static IMessageReceiver[] Resolve(FamilyRoutes routes, Topic topic)
    {
        var found = new HashSet<IMessageReceiver>(topic.Exact);
        foreach (var (pattern, receivers) in routes.Patterns)
        {
            if (pattern.MatchesText(topic.Text))
            {
                found.UnionWith(receivers);
            }
        }

        return [.. found];
    }

    private FamilyRoutes RoutesOf(string family) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_families, family, out _) ??= new FamilyRoutes();

    private sealed class FamilyRoutes
    {
        public Dictionary<TopicPattern, HashSet<IMessageReceiver>> Patterns { get; } = [];

        public int Version { get; set; }
    }
}
