using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Gateway.Events;

namespace Gateway.Delivery;

/// <summary>What one client missed since it was last told, per hub. Used under its queue's lock only.</summary>
internal sealed class GapLog(TimeProvider time)
{
    private readonly Dictionary<string, Missed> _missed = new(StringComparer.Ordinal);

    public long TotalDropped { get; private set; }

    public long TotalConflated { get; private set; }

    public void CountDropped(HubEvent dropped)
    {
        TotalDropped++;
        var missed = Find(dropped);
        _missed[dropped.Hub] = missed with { Dropped = missed.Dropped + 1 };
    }

    public void CountConflated(HubEvent replaced)
    {
        TotalConflated++;
        var missed = Find(replaced);
        _missed[replaced.Hub] = missed with { Conflated = missed.Conflated + 1 };
    }

    /// <summary>The next <c>gap</c> message, to be sent before anything newer. The caller owns the reference.</summary>
    public bool TryTake([NotNullWhen(true)] out SharedMessage? message)
    {
        foreach (var (hub, missed) in _missed)
        {
            _missed.Remove(hub);
            var gap = new Gap(hub, missed.Conflated, missed.Dropped, (long)time.GetElapsedTime(missed.Started).TotalMilliseconds);
            message = SharedMessage.Create(MessageTarget.Gap, gap, DeliveryJson.Default.Gap);
            return true;
        }

        message = null;
        return false;
    }

    private Missed Find(HubEvent hubEvent) => _missed.TryGetValue(hubEvent.Hub, out var missed) ? missed : new Missed(0, 0, time.GetTimestamp());

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Missed(long Conflated, long Dropped, long Started);
}
