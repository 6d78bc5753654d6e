using System.Diagnostics.Metrics;
using Gateway.Diagnostics;

namespace Gateway.Delivery;

/// <summary>What is measured of clients: added up when somebody asks, so that delivering an event costs nothing more.</summary>
internal sealed class DeliveryMetrics : IInstruments
{
    public DeliveryMetrics(IMeterFactory factory, ClientDirectory clients)
    {
        var meter = GatewayMeter.Of(factory);
        meter.CreateObservableGauge("gateway.clients", () => Each(static totals => totals.Clients), description: "Connected clients, by transport.");
        meter.CreateObservableCounter("gateway.deliveries", () => Each(static totals => totals.Delivered), description: "Events handed to clients' transports, those of snapshots and replays included.");
        meter.CreateObservableCounter("gateway.deliveries.conflated", () => Each(static totals => totals.Conflated), description: "Events replaced by a newer one of the same value, for clients that were too slow.");
        meter.CreateObservableCounter("gateway.deliveries.dropped", () => Each(static totals => totals.Dropped), description: "Events lost for clients that were too slow; each of them was told.");
        meter.CreateObservableGauge("gateway.clients.queue.messages", () => Each(static totals => totals.Waiting), description: "Messages that wait in clients' queues, all together.");
        meter.CreateObservableGauge("gateway.clients.queue.longest", () => Each(static totals => totals.MostWaiting), description: "Messages that wait in the longest queue.");
        meter.CreateObservableCounter("gateway.clients.cut", Cuts, description: "Connections that the gateway ended because the client was too slow, by reason.");

        IEnumerable<Measurement<long>> Each(Func<ClientTotals, long> value) =>
            clients.Totals().Select(row => new Measurement<long>(value(row.Value), Tag("transport", row.Key)));

        IEnumerable<Measurement<long>> Cuts() =>
            clients.Cuts.All.Select(static row => new Measurement<long>(row.Value, Tag("transport", row.Key.Transport), Tag("reason", row.Key.Reason)));
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
