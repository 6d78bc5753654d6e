using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Gateway.Diagnostics;

/// <summary>
/// Writes readings in Prometheus' text format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats): names with
/// underscores, units as suffix, <c>_total</c> on counters.
/// </summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IEnumerable<InstrumentReading> readings)
    {
        var text = new StringBuilder();
        foreach (var reading in readings.Where(static reading => reading.Series.Count > 0))
        {
            Write(text, reading);
        }

        return text.ToString();
    }

    /// <summary>Labels in the order of their names, escaped, without braces.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        var sorted = tags.ToArray();
        Array.Sort(sorted, static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        return string.Join(',', sorted.Select(static tag => $"{NameOf(tag.Key)}=\"{Escape(Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "")}\""));
    }

    private static void Write(StringBuilder text, InstrumentReading reading)
    {
        var instrument = reading.Instrument;
        var type = TypeOf(instrument);
        var name = NameOf(instrument);
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {EscapeHelp(instrument.Description ?? "")}\n# TYPE {name} {type}\n");
        foreach (var series in reading.Series)
        {
            if (reading.Bounds.Count > 0)
            {
                WriteHistogram(text, name, reading.Bounds, series);
            }
            else
            {
                Line(text, name, series.Labels, series.Sum);
            }
        }
    }

    /// <summary>The instrument's name as it is written; a histogram's lines have an ending more.</summary>
    public static string NameOf(Instrument instrument) => NameOf(instrument.Name)
        + instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        }
        + (TypeOf(instrument) is "counter" ? "_total" : "");

    private static void WriteHistogram(StringBuilder text, string name, IReadOnlyList<double> bounds, SeriesReading series)
    {
        var separator = series.Labels.Length > 0 ? "," : "";
        var below = 0L;
        for (var place = 0; place < bounds.Count; place++)
        {
            below += series.Buckets[place];
            Line(text, $"{name}_bucket", $"{series.Labels}{separator}le=\"{bounds[place].ToString(CultureInfo.InvariantCulture)}\"", below);
        }

        Line(text, $"{name}_bucket", $"{series.Labels}{separator}le=\"+Inf\"", series.Count);
        Line(text, $"{name}_sum", series.Labels, series.Sum);
        Line(text, $"{name}_count", series.Labels, series.Count);
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string TypeOf(Instrument instrument) => instrument switch
    {
        Histogram<double> => "histogram",
        Counter<long> or Counter<int> or Counter<double> or ObservableCounter<long> or ObservableCounter<int> or ObservableCounter<double> => "counter",
        _ => "gauge",
    };

    private static string NameOf(string name) => name.Replace('.', '_').Replace('-', '_');

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string EscapeHelp(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
