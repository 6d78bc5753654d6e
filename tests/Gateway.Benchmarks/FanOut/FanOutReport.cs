using System.Globalization;
using System.Text;
using Gateway.Benchmarks.FanOut.Load;
using Gateway.Benchmarks.FanOut.Servers;

namespace Gateway.Benchmarks.FanOut;

/// <summary>The tables of one number of clients.</summary>
internal static class FanOutReport
{
    public static string Write(IReadOnlyList<Entrant> entrants, IReadOnlyList<Shape> shapes, int clients, int rounds)
    {
        var text = new StringBuilder();
        Line(text, $"### {clients:N0} clients");
        Line(text, $"");
        Line(text, $"Median of {rounds}, {Machine.Describe()}: `dotnet run -c Release --project tests/Gateway.Benchmarks -- {Machine.Arguments}`");
        Line(text, $"");
        Line(text, $"| | | CPU per delivery | p50 | p99 | deliveries/s | load busy | Gateway's CPU against it | p50 | p99 |");
        Line(text, $"|---|---|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var shape in shapes)
        {
            foreach (var entrant in entrants)
            {
                Line(text, $"| {shape.Name} | {entrant.Contender.Name} | {Cells(entrant.Of(shape))} | {Ratios(entrants[0], entrant, shape)} |");
            }
        }

        Line(text, $"");
        Line(text, $"RSS per idle joined client: {string.Join(", ", entrants.Select(static entrant => string.Create(CultureInfo.InvariantCulture, $"{entrant.Contender.Name} {entrant.IdleBytes / 1024:0.0} KB")))}.");
        if (entrants[0].Contender == Contender.Product && entrants.Count > 1)
        {
            WriteAims(text, entrants, shapes);
        }

        WriteDoubts(text, entrants, shapes);
        return text.ToString();
    }

    private static void WriteAims(StringBuilder text, IReadOnlyList<Entrant> entrants, IReadOnlyList<Shape> shapes)
    {
        var raw = entrants.FirstOrDefault(static entrant => entrant.Contender == Contender.Raw);
        var stock = entrants.FirstOrDefault(static entrant => entrant.Contender == Contender.Stock);
        Line(text, $"");
        Line(text, $"| numbers to reach | bound | aim | measured | |");
        Line(text, $"|---|--:|--:|--:|---|");
        if (raw is not null)
        {
            Aim(text, "CPU per delivery, W=1, against the raw writer", 2.5, 1.5, Ratio(entrants[0], raw, shapes[0], static span => span.CpuMicros));
        }

        if (stock is not null)
        {
            Aim(text, "CPU per delivery, W=16, against stock SignalR", 0.5, 0.25, Ratio(entrants[0], stock, shapes[1], static span => span.CpuMicros));
        }

        if (raw is not null)
        {
            Aim(text, "p99 at 40,000 deliveries/s, against the raw writer", 3, 1.5, Ratio(entrants[0], raw, shapes[2], static span => span.P99));
        }

        Aim(text, "RSS per idle joined client, KB", 25, 11, entrants[0].IdleBytes / 1024);
    }

    private static void Aim(StringBuilder text, string what, double bound, double aim, double measured) =>
        Line(text, $"| {what} | {bound} | {aim} | {measured:0.00} | {(measured <= aim ? "aim reached" : measured <= bound ? "within the bound" : "missed")} |");

    private static void WriteDoubts(StringBuilder text, IReadOnlyList<Entrant> entrants, IReadOnlyList<Shape> shapes)
    {
        Line(text, $"");
        foreach (var (entrant, shape) in entrants.SelectMany(entrant => shapes.Select(shape => (entrant, shape))))
        {
            var missing = entrant.Of(shape).Sum(static span => span.Missing);
            if (missing > 0)
            {
                Line(text, $"* {entrant.Contender.Name}, {shape.Name}: {missing:N0} deliveries never came.");
            }
        }

        Line(text, $"* Not measured: {string.Join(", ", Missing())}.");
    }

    private static IEnumerable<string> Missing()
    {
        if (!Places.HasSocketIO)
        {
            yield return "socket.io 4.8.4 (run `npm ci --prefix tests/socketio-servers`)";
        }

        foreach (var program in new[] { "nchan", "mosquitto", "bun" })
        {
            var isHere = string.Equals(program, "nchan", StringComparison.Ordinal) ? File.Exists("/usr/lib/nginx/modules/ngx_nchan_module.so") : Places.Find(program) is not null;
            yield return isHere ? $"{program} (installed, but this benchmark does not know how to drive it)" : $"{program} (not installed)";
        }
    }

    private static string Cells(IReadOnlyList<Span> spans) => string.Create(CultureInfo.InvariantCulture,
        $"{Median(spans, static span => span.CpuMicros):0.0} µs ({spans.Min(static span => span.CpuMicros):0.0} to {spans.Max(static span => span.CpuMicros):0.0}) | {Median(spans, static span => span.P50):0.00} ms | {Median(spans, static span => span.P99):0.00} ms | {Median(spans, static span => span.PerSecond):N0} | {Median(spans, static span => span.LoadBusy) * 100:0} %");

    private static string Ratios(Entrant own, Entrant other, Shape shape) => own == other ? "| |" : string.Create(CultureInfo.InvariantCulture,
        $"{Ratio(own, other, shape, static span => span.CpuMicros):0.00} | {Ratio(own, other, shape, static span => span.P50):0.00} | {Ratio(own, other, shape, static span => span.P99):0.00}");

    /// <summary>The median of the ratios within each round, where both met the same machine.</summary>
    private static double Ratio(Entrant own, Entrant other, Shape shape, Func<Span, double> value) =>
        Median(own.Of(shape).Zip(other.Of(shape), (mine, theirs) => value(mine) / value(theirs)));

    private static double Median(IEnumerable<Span> spans, Func<Span, double> value) => Median(spans.Select(value));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
