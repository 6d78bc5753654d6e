using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Gateway.Diagnostics;

/// <summary>Adds up what the gateway's instruments measure, for whoever asks at <c>/metrics</c>. Thread-safe.</summary>
internal sealed class MetricsCollector : IDisposable
{
    /// <summary>The process: memory, processor, collector, threads. One for all in it.</summary>
    private const string Runtime = "System.Runtime";

    private readonly ConcurrentDictionary<Instrument, InstrumentSeries> _instruments = new();
    private readonly MeterListener _listener = new();
    private readonly Lock _collecting = new();

    private readonly IInstruments[] _observers;

    /// <param name="factory">Only its meters, and the runtime's: another gateway in the same process has its own.</param>
    /// <param name="observers">Kept, so that they exist.</param>
    public MetricsCollector(IMeterFactory factory, IEnumerable<IInstruments> observers)
    {
        _observers = [.. observers];
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name switch { GatewayMeter.Name => ReferenceEquals(instrument.Meter.Scope, factory), Runtime => true, _ => false })
            {
                listener.EnableMeasurementEvents(instrument, _instruments.GetOrAdd(instrument, static added => new InstrumentSeries(added)));
            }
        };
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => ((InstrumentSeries)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((InstrumentSeries)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((InstrumentSeries)state!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>Every instrument with what it has measured so far, by name.</summary>
    public IReadOnlyList<InstrumentReading> Collect()
    {
        lock (_collecting)
        {
            foreach (var series in _instruments.Values)
            {
                series.BeginObservation();
            }

            _listener.RecordObservableInstruments();
            return [.. _instruments.Values.Select(static series => series.Read()).OrderBy(static reading => reading.Instrument.Name, StringComparer.Ordinal)];
        }
    }

    public void Dispose() => _listener.Dispose();
}
