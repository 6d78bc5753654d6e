using System.Collections.Concurrent;
using Gateway.Events;

namespace Gateway.Delivery;

/// <summary>How many connections the gateway ended because their clients were too slow. Thread-safe.</summary>
internal sealed class ClientCuts(TimeProvider time)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string Transport, string Reason), long> _counts = new();
    private readonly RecentCount _recent = new(Window, time);

    /// <summary>Ever, by transport and <see cref="ClientCut.Name"/>.</summary>
    public IEnumerable<KeyValuePair<(string Transport, string Reason), long>> All => _counts;

    /// <summary>Within <see cref="Window"/>.</summary>
    public long Recent => _recent.Recent();

    public void Count(string transport, string reason)
    {
        _counts.AddOrUpdate((transport, reason), 1, static (_, count) => count + 1);
        _recent.Add();
    }
}
