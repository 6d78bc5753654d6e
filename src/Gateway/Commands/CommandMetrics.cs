using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gateway.Diagnostics;
using Gateway.Events;

namespace Gateway.Commands;

/// <summary>What is measured of commands.</summary>
internal sealed class CommandMetrics : IInstruments
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>One per hub that there ever was, so as many as a person configures.</summary>
    private readonly ConcurrentDictionary<string, (RecentCount Unknown, RecentCount Limited)> _recent = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CommandTally> _tallies = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly Counter<long> _commands;
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _durations;

    public CommandMetrics(IMeterFactory factory, CommandRouter router, TimeProvider time)
    {
        _time = time;
        var meter = GatewayMeter.Of(factory);
        _commands = meter.CreateCounter<long>("gateway.commands", description: "Commands and raw packets, by hub and outcome.");
        _requests = meter.CreateCounter<long>("gateway.http.requests", description: "HTTP requests passed through to the hub, by outcome; answered stands for any answer of the hub.");
        _durations = meter.CreateHistogram<double>("gateway.command.duration", "s", "From a command's acceptance to the hub's answer, by hub; of those that were sent.");
        meter.CreateObservableGauge("gateway.hub.commands.available", () => router.DescribeAll().Select(static row => new Measurement<int>(row.Limits.Available, Hub(row.Hub))), description: "Commands that may be sent to the hub at once, now.");
        meter.CreateObservableGauge("gateway.hub.commands.rate", () => router.DescribeAll().Select(static row => new Measurement<double>(row.Limits.Busy?.PerSecond ?? row.Limits.PerSecond, Hub(row.Hub))), description: "Commands per second that may be sent to the hub; lower while the hub complains.");
        meter.CreateObservableCounter("gateway.hub.commands.limited", () => router.DescribeAll().Select(static row => new Measurement<long>(row.Limits.Limited, Hub(row.Hub))), description: "Commands refused because a bucket was empty.");
    }

    public void Count(string hub, CommandOutcome outcome)
    {
        _commands.Add(1, Hub(hub), new KeyValuePair<string, object?>("outcome", outcome.IsReplay ? "replayed" : outcome.Word));
        if (!outcome.IsReplay)
        {
            _tallies.GetOrAdd(hub, static _ => new CommandTally()).Add(outcome.Status);
        }

        if (outcome.MayHaveBeenSent && !outcome.IsReplay)
        {
            _durations.Record(outcome.Elapsed.TotalSeconds, Hub(hub));
        }

        if (outcome.Status is CommandStatus.Unknown or CommandStatus.Timeout or CommandStatus.Limited && !outcome.IsReplay)
        {
            var recent = _recent.GetOrAdd(hub, _ => (new RecentCount(Window, _time), new RecentCount(Window, _time)));
            (outcome.Status == CommandStatus.Limited ? recent.Limited : recent.Unknown).Add();
        }
    }

    /// <param name="hub">The hub's id.</param>
    /// <param name="failure">Null: the hub answered.</param>
    public void CountRequest(string hub, CommandOutcome? failure) =>
        _requests.Add(1, Hub(hub), new KeyValuePair<string, object?>("outcome", failure?.Word ?? "answered"));

    /// <summary>How commands and raw packets to a hub ended since the gateway started; a replayed outcome counts once.</summary>
    public CommandTally Outcomes(string hub) => _tallies.GetValueOrDefault(hub) ?? new CommandTally();

    /// <summary>Of each hub, how many commands within <see cref="Window"/> have an outcome that nobody knows, and how many were refused by a limit.</summary>
    public IEnumerable<(string Hub, long Unknown, long Limited)> Recent() =>
        _recent.Select(static row => (row.Key, row.Value.Unknown.Recent(), row.Value.Limited.Recent()));

    private static KeyValuePair<string, object?> Hub(string hub) => new("hub", hub);
}
