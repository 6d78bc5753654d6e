using Gateway.Upstreams.SocketIO.Transports;

namespace Gateway.Upstreams.SocketIO;

/// <summary>
/// Keeps a connection alive and finds a dead one: answers the server's pings or sends our own, as the revision wants it, and
/// aborts the transport when nothing at all has come for ping interval and time-out together.
/// </summary>
internal sealed class SocketIOHeart(IEngineTransport transport, SocketIOOutbox outbox, EngineRevision revision, SocketIOTiming timing, TimeProvider time)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private long _pingSent;
    private long _roundTrip = -1;
    private long? _unanswered;

    /// <summary>Why the connection was dropped, when it was dropped here.</summary>
    public DisconnectReason? Verdict { get; private set; }

    /// <summary>How long the server took to answer the last ping of ours.</summary>
    public TimeSpan? RoundTrip => Interlocked.Read(ref _roundTrip) is >= 0 and var ticks ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>The server pinged.</summary>
    public void Pinged()
    {
        // A pong to an Engine.IO 3 server closes some of them.
        if (revision.Number != 3)
        {
            outbox.Beat(SocketIOBeat.Pong);
        }
    }

    /// <summary>The server answered our ping.</summary>
    public void Ponged()
    {
        if (PingSent is { } sent)
        {
            Interlocked.Exchange(ref _roundTrip, time.GetElapsedTime(sent).Ticks);
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var lastPing = time.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested && Verdict is null)
        {
            var silence = transport.Silence;
            if (silence >= timing.Deadline || IsUnanswered(silence))
            {
                Verdict = DisconnectReason.Silent(silence);
                transport.Abort();
                return;
            }

            var wait = timing.Deadline - silence;
            if (revision.Number == 3)
            {
                var untilPing = timing.PingInterval - time.GetElapsedTime(lastPing);
                if (untilPing <= TimeSpan.Zero)
                {
                    lastPing = time.GetTimestamp();
                    Interlocked.Exchange(ref _pingSent, lastPing);
                    _unanswered ??= lastPing;
                    outbox.Beat(SocketIOBeat.Ping);
                    untilPing = timing.PingInterval;
                }

                wait = Shorter(Shorter(wait, untilPing), UntilUnanswered());
            }
            else if (!revision.IsCertain)
            {
                wait = Shorter(wait, timing.PingInterval / 4);
            }

            await Task.Delay(wait > Step ? wait : Step, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private long? PingSent => Interlocked.Read(ref _pingSent) is not 0 and var sent ? sent : null;

    /// <summary>
    /// Our ping had no answer within the time-out: no frame at all has come since. It is the oldest such ping that counts: where the
    /// time-out is longer than the interval others follow it meanwhile.
    /// </summary>
    private bool IsUnanswered(TimeSpan silence)
    {
        if (_unanswered is not { } sent)
        {
            return false;
        }

        var waited = time.GetElapsedTime(sent);
        if (silence <= waited)
        {
            _unanswered = null;
            return false;
        }

        return waited >= timing.PingTimeout;
    }

    private TimeSpan UntilUnanswered() =>
        _unanswered is { } sent && timing.PingTimeout - time.GetElapsedTime(sent) is { Ticks: > 0 } left ? left : TimeSpan.MaxValue;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
