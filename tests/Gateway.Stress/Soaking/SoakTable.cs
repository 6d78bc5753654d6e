using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;

namespace Gateway.Stress.Soaking;

/// <summary>Looks at the gateway's process all the while, prints a row each minute, and judges in the end.</summary>
internal sealed class SoakTable(Ledger ledger, SoakCrowd crowd, HttpClient http, int process, TimeSpan duration)
{
    /// <summary>A run shorter than this says nothing about one per cent an hour.</summary>
    private static readonly TimeSpan Telling = TimeSpan.FromMinutes(20);

    private static readonly TimeSpan Short = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Row = TimeSpan.FromMinutes(1);

    private const double MostPerHour = 0.01;
    private const double MostWhenShort = 0.10;

    /// <summary>While history fills, and code is still compiled.</summary>
    private const double MostWhenVeryShort = 0.50;

    /// <summary>Clients that leave and come at the moment of looking.</summary>
    private const int Churn = 12;

    private readonly List<GatewayFigures> _figures = [];
    private readonly List<GatewayFigures> _held = [];
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private GatewayFigures? _printed;
    private long _checked;

    public async Task RunAsync(CancellationToken stopping)
    {
        ledger.Say("   time   memory  descriptors  sockets  threads    cpu  topics  events/s  checked/s  cut off");
        using var timer = new PeriodicTimer(duration < Telling ? duration / 60 : TimeSpan.FromSeconds(10), TimeProvider.System);
        try
        {
            do
            {
                var figures = GatewayFigures.Read(process, TimeProvider.System.GetElapsedTime(_began).TotalSeconds, crowd.All.Count);
                _figures.Add(figures);
                if (_printed is null || figures.Second - _printed.Second >= Math.Min(Row.TotalSeconds, duration.TotalSeconds / 6) - 1)
                {
                    // What is held, not what waits for the next collection: that alone is a tenth of it, up and down.
                    await Collection.InduceAsync(process);
                    var held = GatewayFigures.Read(process, TimeProvider.System.GetElapsedTime(_began).TotalSeconds, crowd.All.Count);
                    _held.Add(held);
                    await PrintAsync(held);
                }
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    public void Judge()
    {
        var warm = duration / 5 < LongestWarmUp ? duration / 5 : LongestWarmUp;
        var counted = _figures.Where(figures => figures.Second >= warm.TotalSeconds).ToArray();
        var memory = Trend.Of([.. _held.Where(figures => figures.Second >= warm.TotalSeconds).Select(static figures => (figures.Second, (double)figures.Resident))]);
        var descriptors = Trend.Of([.. counted.Select(static figures => (figures.Second, (double)figures.Descriptors))]);
        ledger.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"after {warm.TotalMinutes:0.#} min: memory held {memory.First / 1e6:0.0} -> {memory.Last / 1e6:0.0} MB ({memory.Growth:+0.00%;-0.00%}), trend {memory.PerHour:+0.00%;-0.00%} an hour; descriptors {descriptors.First:0} -> {descriptors.Last:0}"));
        var growth = Math.Max(memory.Growth, duration < Telling ? memory.Growth : memory.PerHour);
        var most = duration >= Telling ? MostPerHour : duration >= Short ? MostWhenShort : MostWhenVeryShort;
        ledger.Check(growth < most, $"Memory grows less than {most:0%} {(duration < Telling ? "in a short run" : "an hour")}", string.Create(CultureInfo.InvariantCulture, $"{growth:0.00%}"));
        ledger.Check(Math.Abs(descriptors.Last - descriptors.First) <= Churn, "Descriptors are flat", $"{descriptors.First}, then {descriptors.Last}");
    }

    private async Task PrintAsync(GatewayFigures figures)
    {
        var hubs = JsonNode.Parse(await http.GetStringAsync("/api/hubs").Soon())!.AsArray();
        var (topics, events) = (hubs.Sum(static hub => hub!["topics"]!["live"]!.GetValue<int>()), hubs.Sum(static hub => hub!["eventsPerSecond"]!.GetValue<double>()));
        var seen = ledger.Counted("deliveries checked") + crowd.All.Sum(static actor => actor.Checked);
        var (seconds, cpu) = _printed is { } before ? (figures.Second - before.Second, figures.CpuSeconds - before.CpuSeconds) : (1, 0);
        ledger.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{TimeSpan.FromSeconds(figures.Second):h\\:mm\\:ss}  {figures.Resident / 1e6,4:0.0} MB  {figures.Descriptors,11}  {figures.Sockets,7}  {figures.Threads,7}  {cpu / seconds,5:0%}  {topics,6}  {events,8:0.0}  {(_printed is null ? 0 : (seen - _checked) / seconds),9:#,0}  {crowd.Cut,7}"));
        (_printed, _checked) = (figures, seen);
    }
}
