namespace Gateway.Stress.Soaking;

/// <summary>How a figure goes over time: by least squares, and by medians of its beginning and its end.</summary>
/// <param name="PerHour">Growth in an hour, as a part of the mean: 0.01 is one per cent.</param>
/// <param name="First">The median of the first tenth.</param>
/// <param name="Last">The median of the last tenth.</param>
internal sealed record Trend(double PerHour, double First, double Last)
{
    private const double SecondsPerHour = 3_600;

    /// <summary>Growth between first and last, as a part of the first.</summary>
    public double Growth => (Last - First) / First;

    /// <param name="points">Seconds and values, by time; at least one.</param>
    public static Trend Of(IReadOnlyList<(double Second, double Value)> points)
    {
        var (middle, mean) = (points.Average(static point => point.Second), points.Average(static point => point.Value));
        var spread = points.Sum(point => (point.Second - middle) * (point.Second - middle));
        var slope = spread == 0 ? 0 : points.Sum(point => (point.Second - middle) * (point.Value - mean)) / spread;
        var tenth = Math.Max(1, points.Count / 10);
        return new Trend(slope * SecondsPerHour / mean, Median(points.Take(tenth)), Median(points.TakeLast(tenth)));
    }

    private static double Median(IEnumerable<(double Second, double Value)> points)
    {
        var values = points.Select(static point => point.Value).Order().ToArray();
        return values[values.Length / 2];
    }
}
