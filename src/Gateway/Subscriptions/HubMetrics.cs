using System.Diagnostics.Metrics;
using Gateway.Diagnostics;
using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>What is measured of each hub: read off its status when somebody asks, so that measuring costs nothing meanwhile.</summary>
internal sealed class HubMetrics : IInstruments
{
    private readonly SubscriptionRegistry _registry;

    public HubMetrics(IMeterFactory factory, SubscriptionRegistry registry)
    {
        _registry = registry;
        var meter = GatewayMeter.Of(factory);
        meter.CreateObservableGauge("gateway.hub.online", () => Each(static status => status.State == HubState.Online ? 1 : 0), description: "1 while the hub is online, all of its topics accepted.");
        meter.CreateObservableGauge("gateway.hub.state", States, description: "1 for the state that the hub has, 0 for the others.");
        meter.CreateObservableCounter("gateway.hub.events", () => Measured(static measures => measures.Events), description: "Events received from the hub, wanted or not.");
        meter.CreateObservableGauge("gateway.hub.subscriptions", () => Measured(static measures => measures.Subscriptions), description: "Client subscriptions: each client's share of each topic.");
        meter.CreateObservableGauge("gateway.hub.upstreams", () => Measured(static measures => measures.Upstreams), description: "What the hub is asked for on their behalf.");
        meter.CreateObservableCounter("gateway.hub.topics.refused", () => Measured(static measures => measures.Refusals), description: "How often the hub refused a topic that it was asked for, or asked for again.");
        meter.CreateObservableGauge("gateway.hub.topics.failed.age", FailedAges, unit: "s", description: "For how long the topic stands refused that has been so for longest; 0 when none is.");
        meter.CreateObservableGauge("gateway.hub.topics", Topics, description: "Topics asked of the hub, by state.");
        meter.CreateObservableGauge("gateway.hub.clients", () => Each(static status => status.Clients), description: "Clients that hold topics of the hub.");
        meter.CreateObservableCounter("gateway.hub.reconnects", () => Each(static status => status.Reconnects), description: "Sessions opened after the first, since the hub's entry last changed.");
        meter.CreateObservableGauge("gateway.hub.events.rate", () => Each(static status => status.EventsPerSecond), description: "Events per second from the hub, mean of ten seconds.");
        meter.CreateObservableGauge("gateway.hub.round_trip", RoundTrips, unit: "s", description: "The newest measured round trip to the hub.");
    }

    private IEnumerable<Measurement<T>> Each<T>(Func<HubStatus, T> value)
        where T : struct =>
        _registry.Moving.Select(static hub => hub.Status()).Select(status => new Measurement<T>(value(status), Tag("hub", status.Hub), Tag("kind", status.Kind)));

    private IEnumerable<Measurement<int>> Topics() =>
        from hub in _registry.Moving
        let status = hub.Status()
        from row in new[] { ("live", status.Topics.Live), ("pending", status.Topics.Pending), ("failed", status.Topics.Failed) }
        select new Measurement<int>(row.Item2, Tag("hub", status.Hub), Tag("kind", status.Kind), Tag("state", row.Item1));

    private IEnumerable<Measurement<int>> States() =>
        from hub in _registry.Moving
        let status = hub.Status()
        from state in Enum.GetValues<HubState>()
        select new Measurement<int>(status.State == state ? 1 : 0, Tag("hub", status.Hub), Tag("kind", status.Kind), Tag("state", state.ToString().ToLowerInvariant()));

    private IEnumerable<Measurement<long>> Measured(Func<HubMeasures, long> value) =>
        _registry.Moving.Select(hub => new Measurement<long>(value(hub.Measure()), Tag("hub", hub.Stream.Hub)));

    private IEnumerable<Measurement<double>> FailedAges() =>
        _registry.Moving.Select(static hub => new Measurement<double>(
            hub.Measure().FailedSince is { } since ? Math.Max(0, (hub.Stream.Now - since).TotalSeconds) : 0, Tag("hub", hub.Stream.Hub)));

    private IEnumerable<Measurement<double>> RoundTrips() =>
        from hub in _registry.Moving
        let status = hub.Status()
        where status.RoundTripMs is not null
        select new Measurement<double>(status.RoundTripMs!.Value / 1000, Tag("hub", status.Hub), Tag("kind", status.Kind));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
