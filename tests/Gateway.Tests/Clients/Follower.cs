using Gateway.Tests.Fakes;

namespace Gateway.Tests.Clients;

/// <summary>A client in a process of its own that follows topics of the hub <c>home</c>, comes back with its cursor after a cut, and keeps all it was told.</summary>
internal abstract class Follower(string[] topics) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Told> _log = [];

    public IReadOnlyList<string> Topics => topics;

    /// <summary>Everything it was told, in the order it came.</summary>
    public IReadOnlyList<Told> Log
    {
        get
        {
            lock (_gate)
            {
                return [.. _log];
            }
        }
    }

    /// <summary>What happened, snapshots aside.</summary>
    public IReadOnlyList<Told> Events => [.. Log.Where(static told => told.Type is "event" && !told.IsSnapshot)];

    /// <param name="face"><c>SignalR</c> or <c>curl</c>.</param>
    /// <param name="gateway">Its address.</param>
    /// <param name="topics">What it asks for.</param>
    public static Follower Start(string face, Uri gateway, string[] topics) =>
        face is "curl" ? new CurlFollower(gateway, topics) : new SignalRFollower(gateway, topics);

    /// <summary>Cuts its connection without a word.</summary>
    public abstract Task CutAsync();

    /// <summary>Lets it come back.</summary>
    public abstract Task BackAsync();

    /// <summary>Waits until each topic was told live that often in its newest connection.</summary>
    public Task LiveAsync(int times = 1, int attempt = 1) =>
        UntilAsync(
            log => topics.All(topic => log.Count(told => told.Attempt == attempt && told.IsLive && string.Equals(told.Topic, topic, StringComparison.Ordinal)) == times),
            $"every topic live {times} times in connection {attempt}");

    public async Task UntilAsync(Func<IReadOnlyList<Told>, bool> condition, string what)
    {
        try
        {
            await Eventually.TrueAsync(() => Reading.IsFaulted || condition(Log), what);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message}. The newest: {string.Join(Environment.NewLine, Log.TakeLast(6).Select(static told => told.Text))}", exception);
        }

        if (Reading.IsFaulted)
        {
            await Reading;
        }
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Fails when the client does.</summary>
    protected abstract Task Reading { get; }

    protected void Keep(Told told)
    {
        lock (_gate)
        {
            _log.Add(told);
        }
    }
}
