using Gateway.Events;

namespace Gateway.Delivery;

/// <summary>
/// Holds one client's events back where it asked for a highest rate: of each topic the first goes at once, and then what is newest
/// whenever its interval has passed, so the last value always arrives. Several values of one topic go together and in order, and the
/// pause after them is as many intervals long. Used under the queue's lock; <paramref name="due"/> is called from a timer, without it.
/// </summary>
internal sealed class EventThrottle(TimeProvider time, Action due) : IDisposable
{
    /// <summary>Topics whose times lie closer together than this are let go together: one walk over all of them for many.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    private const int FirstSweep = 1_024;

    private readonly Dictionary<Topic, TopicPace> _paces = [];
    private ITimer? _timer;
    private long _wakeAt = long.MaxValue;
    private int _sweepAt = FirstSweep;
    private int _held;

    /// <summary>Of how many topics the times are remembered.</summary>
    public int Count => _paces.Count;

    /// <summary>Whether anything is held back.</summary>
    public bool IsHolding => _held > 0;

    /// <summary>
    /// True: let it pass now, after what <see cref="Take(Topic)"/> still has. False: a reference on it is kept until it is due, or a
    /// newer one takes its place.
    /// </summary>
    public bool TryPass(HubEvent hubEvent, TimeSpan minInterval)
    {
        var now = time.GetTimestamp();
        if (!_paces.TryGetValue(hubEvent.Topic, out var pace))
        {
            SweepWhereMany(now);
            _paces.Add(hubEvent.Topic, pace = new TopicPace { NextAt = now, MinInterval = minInterval });
        }

        pace.NextAt = minInterval < pace.MinInterval ? Math.Min(pace.NextAt, After(now, minInterval)) : pace.NextAt;
        pace.MinInterval = minInterval;
        if (pace.IsFull || (pace.Held == 0 && pace.NextAt <= now))
        {
            pace.NextAt = After(now, minInterval * (pace.Held + 1));
            return true;
        }

        _held -= pace.Held;
        pace.Hold(hubEvent);
        _held += pace.Held;
        WakeAt(pace.NextAt, now);
        return false;
    }

    /// <summary>Takes the events that are due, oldest first; the caller owns their references.</summary>
    public IReadOnlyList<HubEvent> TakeDue()
    {
        var now = time.GetTimestamp();
        var taken = new List<HubEvent>();
        foreach (var (topic, pace) in _paces)
        {
            if (pace.NextAt > now)
            {
                continue;
            }

            if (pace.Held == 0)
            {
                _paces.Remove(topic);
            }
            else
            {
                pace.NextAt = After(now, pace.MinInterval * pace.Held);
                taken.AddRange(pace.Take());
            }
        }

        Sort(taken);
        _held -= taken.Count;
        _wakeAt = long.MaxValue;
        foreach (var pace in _paces.Values)
        {
            if (pace.Held > 0)
            {
                WakeAt(pace.NextAt, now);
            }
        }

        return taken;
    }

    /// <summary>Takes what is held of one topic, oldest first; the caller owns the references. Its pace stays.</summary>
    public IReadOnlyList<HubEvent> Take(Topic topic)
    {
        if (!_paces.TryGetValue(topic, out var pace) || pace.Held == 0)
        {
            return [];
        }

        _held -= pace.Held;
        return pace.Take();
    }

    /// <summary>Takes what is held of these topics, oldest first; the caller owns the references. Their paces stay.</summary>
    public IReadOnlyList<HubEvent> Take(Predicate<Topic> topics)
    {
        var taken = new List<HubEvent>();
        foreach (var (topic, pace) in _paces)
        {
            if (topics(topic))
            {
                taken.AddRange(pace.Take());
            }
        }

        Sort(taken);
        _held -= taken.Count;
        return taken;
    }

    public void Dispose()
    {
        _timer?.Dispose();
        foreach (var pace in _paces.Values)
        {
            pace.Clear();
        }

        _paces.Clear();
        _held = 0;
    }

    private static void Sort(List<HubEvent> events) => events.Sort(static (left, right) => left.Sequence.CompareTo(right.Sequence));

    /// <summary>Where nothing is held back, nothing else would forget a topic.</summary>
    private void SweepWhereMany(long now)
    {
        if (_paces.Count < _sweepAt)
        {
            return;
        }

        foreach (var (topic, pace) in _paces)
        {
            if (pace.Held == 0 && pace.NextAt <= now)
            {
                _paces.Remove(topic);
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
}
