using System.Text;

namespace Gateway.Upstreams.Recording;

/// <summary>
/// Plays one recorded connection. What answers a request waits until the same request is sent, gets its id, and its clock starts then; all else
/// goes by the connection's clock, but never before a request that came before it in the recording, unless the gateway has been silent for half a
/// second and so does not ask for that; a hub that is never asked gives the gateway that time to be ready. One task plays; <see cref="Sent"/> may be called from any thread.
/// </summary>
internal sealed class ReplayPlayer
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly ReplayTrack _track;
    private readonly IReplayDialect _dialect;
    private readonly RecordingMask _mask;
    private readonly double _speed;
    private readonly TimeProvider _time;
    private readonly Queue<ReplayCue> _unasked = new();
    private readonly List<ReplayAsked> _asked = [];
    private readonly PriorityQueue<ReplayCue, (double Due, int Position)> _due = new();
    private readonly long _begun;
    private long _lastSent;
    private long _lastTold;

    public ReplayPlayer(ReplayTrack track, IReplayDialect dialect, RecordingMask mask, double speed, TimeProvider time)
    {
        (_track, _dialect, _mask, _speed, _time) = (track, dialect, mask, speed, time);
        _begun = _lastSent = time.GetTimestamp();
        Read();
    }

    private double Now => _time.GetElapsedTime(_begun).TotalMilliseconds;

    /// <summary>The close code with which the hub ended the connection; null: it broke. Only where <see cref="RunAsync"/> has returned true.</summary>
    public int? Code => _track.Code;

    /// <summary>Plays to the end of the recording.</summary>
    /// <param name="tellAsync">Hands a message to the gateway.</param>
    /// <param name="cancellationToken">The gateway has ended the connection.</param>
    /// <returns>True: the hub ended it. It does not return while the connection stays open.</returns>
    public async Task<bool> RunAsync(Func<byte[], bool, CancellationToken, ValueTask> tellAsync, CancellationToken cancellationToken)
    {
        var beat = _dialect.Heartbeat;
        var nextBeat = beat?.TotalMilliseconds;
        while (true)
        {
            while (Next() is { } cue)
            {
                await tellAsync(cue.Bytes, cue.IsText, cancellationToken);
            }

            if (nextBeat <= Now)
            {
                nextBeat += beat!.Value.TotalMilliseconds;
                await tellAsync(_dialect.HeartbeatMessage, true, cancellationToken);
            }

            if (HasEnded())
            {
                return true;
            }

            await Task.Delay(Look, _time, cancellationToken);
        }
    }

    /// <summary>The gateway says something.</summary>
    public void Sent(ReadOnlySpan<byte> message)
    {
        var text = _mask.Text(message);
        var now = Now;
        lock (_gate)
        {
            if (_dialect.AnswerOf(text) is { } answer)
            {
                Put(now, int.MaxValue, answer);
                return;
            }

            _lastSent = _time.GetTimestamp();
            if (_dialect.RequestOf(text) is not { } request)
            {
                return;
            }

            if (Find(request) is { } asked)
            {
                asked.WasAsked = true;
                foreach (var cue in asked.Cues)
                {
                    _due.Enqueue(cue with { Bytes = cue.IsText ? _dialect.Readdress(cue.Bytes, request.Id) : cue.Bytes }, (Due(now, cue.Ms - asked.Ms), cue.Position));
                }
            }
            else if (_dialect.Refuse(request) is { } refusal)
            {
                Put(now, int.MaxValue, refusal);
            }
        }
    }

    private void Read()
    {
        var open = new Dictionary<string, ReplayAsked>(StringComparer.Ordinal);
        var position = 0;
        foreach (var frame in _track.Frames)
        {
            position++;
            if (!frame.IsIncoming)
            {
                if (frame.IsText && _dialect.RequestOf(Encoding.UTF8.GetString(frame.Bytes)) is { } request)
                {
                    _asked.Add(open[request.Id] = new ReplayAsked(position, frame.Ms, request));
                }

                continue;
            }

            foreach (var part in _dialect.Split(frame))
            {
                var cue = new ReplayCue(position, frame.Ms, part.Bytes, part.IsText);
                if (part.Answers is not null && open.GetValueOrDefault(part.Answers) is { } asked)
                {
                    asked.Cues.Add(cue);
                }
                else
                {
                    _unasked.Enqueue(cue);
                }
            }
        }
    }

    /// <summary>The same request, the next of its kind, or one that was answered before, in this order.</summary>
    private ReplayAsked? Find(ReplayRequest request) =>
        _asked.Find(asked => !asked.WasAsked && string.Equals(asked.Request.Shape, request.Shape, StringComparison.Ordinal))
        ?? (request.Name is null ? null : _asked.Find(asked => !asked.WasAsked && !asked.WasPassed && IsNamed(asked, request)))
        ?? (request.MayRepeat ? _asked.FindLast(asked => string.Equals(asked.Request.Shape, request.Shape, StringComparison.Ordinal) || IsNamed(asked, request)) : null);

    private static bool IsNamed(ReplayAsked asked, ReplayRequest request) => request.Name is not null && string.Equals(asked.Request.Name, request.Name, StringComparison.Ordinal);

    private double Due(double from, double after) => _speed > 0 ? from + (Math.Max(0, after) / _speed) : 0;

    private void Put(double due, int position, byte[] message) => _due.Enqueue(new ReplayCue(position, due, message, IsText: true), (_speed > 0 ? due : 0, position));

    /// <summary>What is to be told now; null: nothing yet.</summary>
    private ReplayCue? Next()
    {
        lock (_gate)
        {
            var now = Now;
            var answer = _due.TryPeek(out _, out var place) && place.Due <= now ? place : ((double Due, int Position)?)null;
            if (_unasked.TryPeek(out var cue) && Due(0, cue.Ms) is var due && due <= now && IsFree(cue.Position)
                && (answer is not { } first || (due, cue.Position).CompareTo(first) < 0))
            {
                _lastTold = _time.GetTimestamp();
                return _unasked.Dequeue();
            }

            return answer is null ? null : _due.Dequeue();
        }
    }

    /// <summary>Whether what came at this place may go on.</summary>
    private bool IsFree(int position)
    {
        if (_asked.Count > 0 && _asked.TrueForAll(asked => asked.WasAsked || asked.WasPassed || asked.Position > position))
        {
            return true;
        }

        if (_time.GetElapsedTime(_dialect.IsDoorbell ? Math.Max(_lastSent, _lastTold) : _lastSent) <= Quiet)
        {
            return false;
        }

        foreach (var asked in _asked.Where(asked => asked.Position < position))
        {
            asked.WasPassed = true;
        }

        return true;
    }

    private bool HasEnded()
    {
        lock (_gate)
        {
            return _track.EndedByHub is { } end && Due(0, end) <= Now && _unasked.Count == 0 && _due.Count == 0 && IsFree(int.MaxValue);
        }
    }
}
