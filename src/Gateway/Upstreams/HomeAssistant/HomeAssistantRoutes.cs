using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Gateway.Events;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>The subscriptions at the hub, by id. Thread-safe: the writer enters them, the reader uses and removes them.</summary>
internal sealed class HomeAssistantRoutes
{
    private readonly ConcurrentDictionary<long, HomeAssistantRoute> _byId = new();
    private readonly ConcurrentDictionary<byte[], HomeAssistantRoute> _byEventType = new(Utf8Comparer.Instance);
    private readonly ConcurrentDictionary<byte[], HomeAssistantRoute>.AlternateLookup<ReadOnlySpan<byte>> _eventTypes;
    private volatile HomeAssistantRoute? _allEvents;

    public HomeAssistantRoutes() => _eventTypes = _byEventType.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>Whether events may come under an id that gets all of them, asked for and not laid down.</summary>
    public bool HearAll => _allEvents is { IsClosing: false };

    /// <summary>Entered before its request is written, so that none of its events comes before it.</summary>
    public HomeAssistantRoute this[long id]
    {
        set
        {
            _byId[id] = value;
            if (value.Kind == HomeAssistantRouteKind.AllEvents)
            {
                _allEvents = value;
            }
            else if (value.Kind == HomeAssistantRouteKind.TypedEvents)
            {
                _byEventType[EventTypeOf(value)] = value;
            }
        }
    }

    public bool TryGet(long id, [NotNullWhen(true)] out HomeAssistantRoute? route) => _byId.TryGetValue(id, out route);

    /// <summary>The one that serves an upstream key, unless it is being ended.</summary>
    public HomeAssistantRoute? Serving(string key) =>
        _byId.Values.FirstOrDefault(route => string.Equals(route.Key, key, StringComparison.Ordinal) && !route.IsClosing);

    /// <summary>The same of events of this type under an id of their own.</summary>
    public bool Hear(ReadOnlySpan<byte> eventType) => _eventTypes.TryGetValue(eventType, out var route) && !route.IsClosing;

    public void Remove(long id)
    {
        if (!_byId.TryRemove(id, out var route))
        {
            return;
        }

        route.IsClosing = true;
        if (route.Kind == HomeAssistantRouteKind.TypedEvents)
        {
            // A newer one of the same type stays.
            _byEventType.TryRemove(new KeyValuePair<byte[], HomeAssistantRoute>(EventTypeOf(route), route));
        }
    }

    private static byte[] EventTypeOf(HomeAssistantRoute route) => Encoding.UTF8.GetBytes(route.Key[HomeAssistantTopics.EventsKeyPrefix.Length..]);
}
