using System.Diagnostics.Metrics;
using Gateway.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Diagnostics;

/// <summary>From an instrument to the lines at <c>/metrics</c>.</summary>
public sealed class MetricsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Meter _meter;
    private readonly MetricsCollector _collector;

    public MetricsTests()
    {
        var factory = _services.GetRequiredService<IMeterFactory>();
        _collector = new MetricsCollector(factory, []);
        _meter = GatewayMeter.Of(factory);
    }

    private IEnumerable<InstrumentReading> Own => _collector.Collect().Where(static reading => reading.Instrument.Meter.Name is GatewayMeter.Name);

    private string[] Lines => PrometheusText.Write(Own).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public void Counter_AddsUpPerSetOfLabels_WhateverTheirOrder()
    {
        var counter = _meter.CreateCounter<long>("gateway.commands", description: "Commands by outcome.");
        counter.Add(1, new("hub", "home"), new("outcome", "ok"));
        counter.Add(2, new("outcome", "ok"), new KeyValuePair<string, object?>("hub", "home"));
        counter.Add(5, new("hub", "attic"), new KeyValuePair<string, object?>("outcome", "ok"));

        Lines.ShouldBe(
        [
            "# HELP gateway_commands_total Commands by outcome.",
            "# TYPE gateway_commands_total counter",
            "gateway_commands_total{hub=\"attic\",outcome=\"ok\"} 5",
            "gateway_commands_total{hub=\"home\",outcome=\"ok\"} 3",
        ]);
    }

    [Fact]
    public void Histogram_HasEachBucketWithAllBelowIt()
    {
        var histogram = _meter.CreateHistogram("gateway.command.duration", "s", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (var value in new[] { 0.05, 0.1, 0.5, 7 })
        {
            histogram.Record(value);
        }

        Lines[1..].ShouldBe(
        [
            "# TYPE gateway_command_duration_seconds histogram",
            "gateway_command_duration_seconds_bucket{le=\"0.1\"} 2",
            "gateway_command_duration_seconds_bucket{le=\"1\"} 3",
            "gateway_command_duration_seconds_bucket{le=\"+Inf\"} 4",
            "gateway_command_duration_seconds_sum 7.65",
            "gateway_command_duration_seconds_count 4",
        ]);
    }

    [Fact]
    public void ObservedGauge_IsToldAnew_SoThatWhatIsGoneIsGone()
    {
        string[] hubs = ["home", "attic"];
        _meter.CreateObservableGauge("gateway.hub.online", () => hubs.Select(static hub => new Measurement<int>(1, new KeyValuePair<string, object?>("hub", hub))));

        Lines.Length.ShouldBe(4);
        hubs = ["home"];
        Lines[^1].ShouldBe("gateway_hub_online{hub=\"home\"} 1");
        Lines.Length.ShouldBe(3);
    }

    [Fact]
    public void Labels_AreEscaped()
    {
        _meter.CreateCounter<long>("gateway.odd").Add(1, new KeyValuePair<string, object?>("hub", "a\"b\\c\nd"));

        Lines[^1].ShouldBe("gateway_odd_total{hub=\"a\\\"b\\\\c\\nd\"} 1");
    }

    [Fact]
    public void Series_WithoutEnd_AreCountedAndLeftOut()
    {
        var counter = _meter.CreateCounter<long>("gateway.wild");
        for (var number = 0; number < InstrumentSeries.MaxSeries + 7; number++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("label", number));
        }

        var reading = Own.ShouldHaveSingleItem();
        reading.Series.Count.ShouldBe(InstrumentSeries.MaxSeries);
        reading.Refused.ShouldBe(7);
    }

    [Fact]
    public void Meters_OfAnotherGateway_AreNotCollected()
    {
        using var other = new ServiceCollection().AddMetrics().BuildServiceProvider();
        GatewayMeter.Of(other.GetRequiredService<IMeterFactory>()).CreateCounter<long>("gateway.commands").Add(1);

        Lines.ShouldBeEmpty();
    }

    [Fact]
    public void Process_IsMeasuredToo()
    {
        var lines = PrometheusText.Write(_collector.Collect()).Split('\n');

        lines.ShouldContain(static line => line.StartsWith("dotnet_process_memory_working_set_bytes ", StringComparison.Ordinal));
        lines.ShouldContain(static line => line.StartsWith("dotnet_process_cpu_time_seconds_total{", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _collector.Dispose();
        _services.Dispose();
    }
}
