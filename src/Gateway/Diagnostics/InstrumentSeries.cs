using System.Diagnostics.Metrics;

namespace Gateway.Diagnostics;

/// <summary>
/// One instrument's measurements by their labels. Bounded: labels are hubs, kinds and outcomes, never what a client writes, and
/// should one grow without end all the same, further ones are counted and left out. Thread-safe.
/// </summary>
internal sealed class InstrumentSeries
{
    public const int MaxSeries = 1_000;

    /// <summary>In seconds; used where an instrument gives no advice of its own.</summary>
    private static readonly double[] Durations = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly Instrument _instrument;
    private readonly double[] _bounds;
    private readonly bool _isObserved;
    private readonly bool _isSum;
    private readonly Dictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private long _refused;

    public InstrumentSeries(Instrument instrument)
    {
        _instrument = instrument;
        _isObserved = instrument.IsObservable;
        _isSum = instrument is Counter<long> or Counter<int> or Counter<double> or UpDownCounter<long> or UpDownCounter<int>;
        _bounds = instrument is Histogram<double> histogram ? [.. histogram.Advice?.HistogramBucketBoundaries ?? Durations] : [];
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = PrometheusText.Labels(tags);
        lock (_gate)
        {
            if (!_series.TryGetValue(labels, out var series))
            {
                if (_series.Count >= MaxSeries)
                {
                    _refused++;
                    return;
                }

                _series.Add(labels, series = new Series(_bounds.Length));
            }

            series.Count++;
            series.Sum = _isSum || _bounds.Length > 0 ? series.Sum + value : value;
            if (_bounds.Length > 0)
            {
                var place = Array.BinarySearch(_bounds, value);
                series.Buckets[place < 0 ? ~place : place]++;
            }
        }
    }

    /// <summary>What is observed is told anew each time, so that a hub that was removed does not stay.</summary>
    public void BeginObservation()
    {
        if (_isObserved)
        {
            lock (_gate)
            {
                _series.Clear();
            }
        }
    }

    public InstrumentReading Read()
    {
        lock (_gate)
        {
            var series = _series.OrderBy(static row => row.Key, StringComparer.Ordinal)
                .Select(static row => new SeriesReading(row.Key, row.Value.Sum, row.Value.Count, [.. row.Value.Buckets]));
            return new InstrumentReading(_instrument, _bounds, [.. series], _refused);
        }
    }

    private sealed class Series(int bounds)
    {
        public double Sum { get; set; }

        public long Count { get; set; }

        /// <summary>The last one takes what is above every bound.</summary>
        public long[] Buckets { get; } = new long[bounds == 0 ? 0 : bounds + 1];
    }
}
