using System.Diagnostics.Metrics;
using Gateway.Diagnostics;
using Gateway.Subscriptions;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams;

/// <summary>What is measured of the lines to the hubs; read off when somebody asks.</summary>
internal sealed class UpstreamMetrics : IInstruments
{
    public UpstreamMetrics(IMeterFactory factory, SubscriptionRegistry registry, HubTraffics traffics)
    {
        var meter = GatewayMeter.Of(factory);
        meter.CreateObservableCounter("gateway.hub.frames", () => Ways(static traffic => traffic.FramesReceived, static traffic => traffic.FramesSent), description: "WebSocket messages and HTTP bodies from and to the hub; without what is passed through.");
        meter.CreateObservableCounter("gateway.hub.traffic", () => Ways(static traffic => traffic.BytesReceived, static traffic => traffic.BytesSent), "By", "Their contents' bytes.");
        meter.CreateObservableCounter("gateway.hub.frames.unreadable", () => Each(static traffic => traffic.Unreadable), description: "Frames, or messages in them, that could not be read; each was skipped.");
        meter.CreateObservableCounter("gateway.hub.disconnects", Ends, description: "Sessions that ended and attempts that failed, by reason.");

        IEnumerable<(string Hub, HubTraffic Traffic)> All() => registry.Hubs.Select(hub => (hub.Stream.Hub, traffics.Of(hub.Stream.Hub)));

        IEnumerable<Measurement<long>> Each(Func<HubTraffic, long> value) => All().Select(row => new Measurement<long>(value(row.Traffic), Tag("hub", row.Hub)));

        IEnumerable<Measurement<long>> Ways(Func<HubTraffic, long> received, Func<HubTraffic, long> sent) =>
            All().SelectMany(row => new[]
            {
                new Measurement<long>(received(row.Traffic), Tag("hub", row.Hub), Tag("direction", "received")),
                new Measurement<long>(sent(row.Traffic), Tag("hub", row.Hub), Tag("direction", "sent")),
            });

        IEnumerable<Measurement<long>> Ends() =>
            All().SelectMany(static row => row.Traffic.Ends.Select(end => new Measurement<long>(end.Value, Tag("hub", row.Hub), Tag("reason", end.Key))));
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
