using Gateway.Benchmarks.FanOut.Servers;

namespace Gateway.Benchmarks.FanOut.Load;

/// <summary>Has the hub send and the clients read, on one thread, so that between the two no other thread is waited for.</summary>
internal sealed class Driver(Feed feed, LoadGroup group)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);

    /// <summary>Sends until one event has reached everybody: a client may have joined a moment before its server knows.</summary>
    public void Confirm()
    {
        for (var left = 10; left > 0; left--)
        {
            feed.Send(Now);
            if (TryComplete(TimeSpan.FromSeconds(2)))
            {
                return;
            }

            group.Tally.Reset(feed.Sent);
        }

        throw new TimeoutException("No event reached all clients.");
    }

    /// <summary>Sends in that shape for so long and waits for what was sent. Answers how many deliveries are missing then.</summary>
    /// <param name="shape">When an event is sent.</param>
    /// <param name="duration">For how long events are sent.</param>
    /// <param name="meanwhile">Done again and again while pacing; must not take long.</param>
    public long Run(Shape shape, TimeSpan duration, Action? meanwhile = null)
    {
        var before = feed.Sent;
        group.Tally.Reset(before);
        var started = Now;
        if (shape.InFlight > 0)
        {
            RunWindow(shape.InFlight, started, duration);
        }
        else
        {
            RunPaced(started, TimeSpan.FromSeconds(group.Count / shape.DeliveriesPerSecond), duration, meanwhile);
        }

        TryComplete(Patience);
        return ((feed.Sent - before) * group.Count) - group.Tally.Deliveries;
    }

    private static long Now => TimeProvider.System.GetTimestamp();

    private void RunWindow(int inFlight, long started, TimeSpan duration)
    {
        var heard = started;
        var completed = group.Tally.Completed;
        while (TimeProvider.System.GetElapsedTime(started) < duration)
        {
            while (feed.Sent - group.Tally.Completed < inFlight)
            {
                feed.Send(Now);
            }

            group.Read(LongestWait);
            if (group.Tally.Completed != completed)
            {
                (completed, heard) = (group.Tally.Completed, Now);
            }
            else if (TimeProvider.System.GetElapsedTime(heard) > Patience)
            {
                throw new TimeoutException("An event did not reach all clients.");
            }
        }
    }

    /// <summary>An event's time is when it was due, so an event that goes out late counts as late.</summary>
    private void RunPaced(long started, TimeSpan interval, TimeSpan duration, Action? meanwhile)
    {
        for (var due = TimeSpan.Zero; due < duration;)
        {
            meanwhile?.Invoke();
            var elapsed = TimeProvider.System.GetElapsedTime(started);
            if (elapsed >= due)
            {
                feed.Send(started + (long)(due.TotalSeconds * TimeProvider.System.TimestampFrequency));
                due += interval;
            }
            else
            {
                group.Read(due - elapsed);
            }
        }
    }

    private bool TryComplete(TimeSpan limit)
    {
        var started = Now;
        while (group.Tally.Completed < feed.Sent)
        {
            if (TimeProvider.System.GetElapsedTime(started) > limit)
            {
                return false;
            }

            group.Read(LongestWait);
        }

        return true;
    }
}
