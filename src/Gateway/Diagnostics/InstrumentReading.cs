using System.Diagnostics.Metrics;

namespace Gateway.Diagnostics;

/// <summary>What an instrument has measured.</summary>
/// <param name="Instrument">Which.</param>
/// <param name="Bounds">The upper bounds of a histogram's buckets, ascending; empty for anything else.</param>
/// <param name="Series">One per set of labels, by labels.</param>
/// <param name="Refused">Measurements that were left out because their labels would have made one series too many.</param>
internal sealed record InstrumentReading(Instrument Instrument, IReadOnlyList<double> Bounds, IReadOnlyList<SeriesReading> Series, long Refused);

/// <summary>What an instrument has measured under one set of labels.</summary>
/// <param name="Labels">As Prometheus writes them, without braces: <c>hub="home",outcome="ok"</c>; empty without any.</param>
/// <param name="Sum">A counter's total, a gauge's value, the sum of a histogram's measurements.</param>
/// <param name="Count">How many measurements.</param>
/// <param name="Buckets">A histogram's measurements by bucket, one more than there are bounds; not added up.</param>
internal sealed record SeriesReading(string Labels, double Sum, long Count, IReadOnlyList<long> Buckets);
