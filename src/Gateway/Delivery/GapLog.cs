using System.Diagnostics.CodeAnalysis;
using Gateway.Events;

namespace Gateway.Delivery;

/// <summary>What one client missed since it was last told, per hub. Used under its queue's lock only.</summary>
internal sealed class GapLog(TimeProvider time)
{
    private readonly Dictionary<string, (long Dropped, long Started)> _missed = new(StringComparer.Ordinal);

    public long TotalDropped { get; private set; }

    public void Count(HubEvent dropped)
    {
        TotalDropped++;
        var hub = dropped.Hub;
        _missed[hub] = _missed.TryGetValue(hub, out var missed)
            ? (missed.Dropped + 1, missed.Started)
            : (1, time.GetTimestamp());
    }

    /// <summary>The next <c>gap</c> message, to be sent before anything newer. The caller owns the reference.</summary>
    public bool TryTake([NotNullWhen(true)] out SharedMessage? message)
    {
        foreach (var (hub, (dropped, started)) in _missed)
        {
            _missed.Remove(hub);
            var gap = new Gap(hub, Conflated: 0, dropped, (long)time.GetElapsedTime(started).TotalMilliseconds);
            message = SharedMessage.Create(MessageTarget.Gap, gap, DeliveryJson.Default.Gap);
            return true;
        }

        message = null;
        return false;
    }
}
