using System.Diagnostics.Metrics;
using Gateway.Diagnostics;

namespace Gateway.Commands;

/// <summary>What is measured of commands.</summary>
internal sealed class CommandMetrics : IInstruments
{
    private readonly Counter<long> _commands;
    private readonly Histogram<double> _durations;

    public CommandMetrics(IMeterFactory factory, CommandRouter router)
    {
        var meter = GatewayMeter.Of(factory);
        _commands = meter.CreateCounter<long>("gateway.commands", description: "Commands and raw packets, by hub and outcome.");
        _durations = meter.CreateHistogram<double>("gateway.command.duration", "s", "From a command's acceptance to the hub's answer, by hub; of those that were sent.");
        meter.CreateObservableGauge("gateway.hub.commands.available", () => router.DescribeAll().Select(static row => new Measurement<int>(row.Limits.Available, Hub(row.Hub))), description: "Commands that may be sent to the hub at once, now.");
        meter.CreateObservableGauge("gateway.hub.commands.rate", () => router.DescribeAll().Select(static row => new Measurement<double>(row.Limits.Busy?.PerSecond ?? row.Limits.PerSecond, Hub(row.Hub))), description: "Commands per second that may be sent to the hub; lower while the hub complains.");
        meter.CreateObservableCounter("gateway.hub.commands.limited", () => router.DescribeAll().Select(static row => new Measurement<long>(row.Limits.Limited, Hub(row.Hub))), description: "Commands refused because a bucket was empty.");
    }

    public void Count(string hub, CommandOutcome outcome)
    {
        _commands.Add(1, Hub(hub), new KeyValuePair<string, object?>("outcome", outcome.IsReplay ? "replayed" : outcome.Word));
        if (outcome.MayHaveBeenSent && !outcome.IsReplay)
        {
            _durations.Record(outcome.Elapsed.TotalSeconds, Hub(hub));
        }
    }

    private static KeyValuePair<string, object?> Hub(string hub) => new("hub", hub);
}
