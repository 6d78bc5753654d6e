using Gateway.Stress.Load.Hubs;

namespace Gateway.Stress.Load;

/// <summary>Fires events as fast as the steady clients keep up: the next handful goes when they have had the one before.</summary>
internal sealed class Feeder(Stage stage, IReadOnlyList<Actor> steady, int seed)
{
    /// <summary>Well below what may wait for one client, so that those who read have no gaps.</summary>
    private const int MostAtOnce = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Random _random = new(seed);

    public long Fired { get; private set; }

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var fired = new List<(LoadHub Hub, int Era, int Source, int Number)>();
            for (var count = 10 + _random.Next(MostAtOnce - 10); count > 0; count--)
            {
                var hub = stage.Hubs[Math.Max(0, _random.Next(stage.Hubs.Count + 2) - 2)];
                if (!hub.IsTroubled || _random.Next(20) == 0)
                {
                    var (era, source) = (hub.Era, _random.Next(hub.Sources.Count));
                    fired.Add((hub, era, source, hub.Fire(source)));
                }
            }

            Fired += fired.Count;
            await KeepUpAsync(fired);
        }
    }

    /// <summary>Once each source, all hubs being there.</summary>
    public void FireAll()
    {
        foreach (var hub in stage.Hubs)
        {
            for (var source = 0; source < hub.Sources.Count; source++)
            {
                hub.Fire(source);
                Fired++;
            }
        }
    }

    private async Task KeepUpAsync(IReadOnlyList<(LoadHub Hub, int Era, int Source, int Number)> fired)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!fired.All(HaveAll))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                var late = fired.First(row => !HaveAll(row));
                stage.Ledger.Check(false, "Steady clients keep up", $"{late.Hub.Name} {late.Hub.Sources[late.Source].Topic} {late.Number}");
                return;
            }
        }

        bool HaveAll((LoadHub Hub, int Era, int Source, int Number) row) =>
            row.Hub.Era != row.Era || row.Hub.IsTroubled
            || steady.All(actor => actor.Witnesses.All(witness => witness.Hub != row.Hub || witness.Has(row.Source, row.Number)));
    }
}
