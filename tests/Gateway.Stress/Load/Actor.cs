using Gateway.Stress.Load.Hubs;
using Gateway.Stress.Load.Oracle;

namespace Gateway.Stress.Load;

/// <summary>A client that lives by chance, and whose every connection is watched by the oracle.</summary>
internal abstract class Actor(Stage stage, string name, int seed) : IAsyncDisposable
{
    public string Name => name;

    /// <summary>What watches its connection of now.</summary>
    public abstract IReadOnlyList<Witness> Witnesses { get; }

    /// <summary>Deliveries of this connection that were held against the oracle.</summary>
    public long Checked => Witnesses.Sum(static witness => witness.Checked);

    public Verdicts Verdicts { get; } = new(stage.Ledger, name);

    protected Stage Stage => stage;

    protected Random Random { get; } = new(seed);

    /// <summary>Why the connection ended without its doing.</summary>
    public abstract string? Broken { get; }

    public abstract Task ConnectAsync();

    /// <summary>Acts until it is told to stop; it is connected then.</summary>
    public async Task LiveAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20 + Random.Next(140)), TimeProvider.System, CancellationToken.None);
            Verdicts.Demand(Broken is null, Rule.StaysConnected, () => Broken!);
            if (Broken is not null)
            {
                await LeaveAsync(isPolite: false);
                await ConnectAsync();
            }

            await ActAsync();
        }
    }

    /// <summary>From here on it reads as fast as it can.</summary>
    public abstract void Hurry();

    /// <summary>Ends the connection.</summary>
    public abstract Task LeaveAsync(bool isPolite);

    public async ValueTask DisposeAsync() => await LeaveAsync(isPolite: false);

    /// <summary>The promises that are about the end.</summary>
    public void Conclude()
    {
        Verdicts.Demand(Broken is null, Rule.StaysConnected, () => Broken!);
        foreach (var witness in Witnesses)
        {
            witness.Conclude();
        }
    }

    protected abstract Task ActAsync();

    /// <summary>What these have seen goes into the ledger.</summary>
    protected void Count(IEnumerable<Witness> witnesses)
    {
        foreach (var witness in witnesses)
        {
            stage.Count("deliveries checked", witness.Checked);
            stage.Count("topics recovered", witness.TimesRecovered);
            stage.Count("topics not recovered", witness.TimesNotRecovered);
            stage.Count("events told by gaps", witness.Told);
            stage.Count("events while a topic was away", witness.TimesLate);
            stage.Count("changes told twice after a reconnect", witness.TimesRepeated);
        }
    }

    public LoadHub AnyHub() => stage.Hubs[Random.Next(stage.Hubs.Count)];

    public string[] AnyTopics(LoadHub hub, int most) => [.. hub.Topics.OrderBy(_ => Random.Next()).Take(1 + Random.Next(most))];

    protected TimeSpan Moment(int mostMilliseconds) => TimeSpan.FromMilliseconds(50 + Random.Next(mostMilliseconds));
}
