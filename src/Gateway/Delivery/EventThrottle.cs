using Gateway.Events;

namespace Gateway.Delivery;

/// <summary>
/// Holds one client's events back where it asked for a highest rate: of each value (<see cref="ValueSlot"/>) the first goes at once, and then the newest
/// whenever its interval has passed, so the last value always arrives. Used under the queue's lock; <paramref name="due"/> is
/// called from a timer, without it.
/// </summary>
internal sealed class EventThrottle(TimeProvider time, Action due) : IDisposable
{
    /// <summary>Values whose times lie closer together than this are let go together: one walk over all of them for many.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    private const int FirstSweep = 1_024;

    private readonly Dictionary<ValueSlot, Pace> _paces = [];
    private ITimer? _timer;
    private long _wakeAt = long.MaxValue;
    private int _sweepAt = FirstSweep;

    /// <summary>Of how many values the times are remembered.</summary>
    public int Count => _paces.Count;

    /// <summary>True: let it pass now. False: a reference on it is kept until it is due, or a newer one takes its place.</summary>
    public bool TryPass(HubEvent hubEvent, TimeSpan minInterval)
    {
        var now = time.GetTimestamp();
        if (!_paces.TryGetValue(hubEvent.Slot, out var pace) || (pace.Held is null && pace.NextAt <= now))
        {
            SweepWhereMany(now);
            _paces[hubEvent.Slot] = new Pace(After(now, minInterval), minInterval, null);
            return true;
        }

        // What it replaces may have told another part of the value, so then the whole of it is sent.
        var held = pace.Held is null ? hubEvent : hubEvent.Whole;
        held.Retain();
        pace.Held?.Release();
        _paces[hubEvent.Slot] = pace with { Held = held, MinInterval = minInterval };
        WakeAt(pace.NextAt, now);
        return false;
    }

    /// <summary>Takes the events that are due, oldest first; the caller owns their references.</summary>
    public IReadOnlyList<HubEvent> TakeDue()
    {
        var now = time.GetTimestamp();
        var taken = new List<HubEvent>();
        foreach (var (slot, pace) in _paces)
        {
            if (pace.NextAt > now)
            {
                continue;
            }

            if (pace.Held is null)
            {
                _paces.Remove(slot);
            }
            else
            {
                taken.Add(pace.Held);
                _paces[slot] = new Pace(After(now, pace.MinInterval), pace.MinInterval, null);
            }
        }

        taken.Sort(static (left, right) => left.Sequence.CompareTo(right.Sequence));
        _wakeAt = long.MaxValue;
        foreach (var pace in _paces.Values)
        {
            if (pace.Held is not null)
            {
                WakeAt(pace.NextAt, now);
            }
        }

        return taken;
    }

    public void Dispose()
    {
        _timer?.Dispose();
        foreach (var pace in _paces.Values)
        {
            pace.Held?.Release();
        }

        _paces.Clear();
    }

    /// <summary>An occurrence has a slot that never comes again; where nothing is held back, nothing else would forget it.</summary>
    private void SweepWhereMany(long now)
    {
        if (_paces.Count < _sweepAt)
        {
            return;
        }

        foreach (var (slot, pace) in _paces)
        {
            if (pace.Held is null && pace.NextAt <= now)
            {
                _paces.Remove(slot);
            }
        }

        _sweepAt = Math.Max(FirstSweep, _paces.Count * 2);
    }

    private void WakeAt(long at, long now)
    {
        if (at >= _wakeAt)
        {
            return;
        }

        _wakeAt = at;
        var wait = at <= now ? TimeSpan.Zero : time.GetElapsedTime(now, at);
        _timer ??= time.CreateTimer(static state => ((Action)state!).Invoke(), due, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(wait > Step ? wait : Step, Timeout.InfiniteTimeSpan);
    }

    private long After(long now, TimeSpan interval) => now + (long)(interval.TotalSeconds * time.TimestampFrequency);

    private readonly record struct Pace(long NextAt, TimeSpan MinInterval, HubEvent? Held);
}
