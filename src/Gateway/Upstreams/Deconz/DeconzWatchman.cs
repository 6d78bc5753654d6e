using System.Net;
using System.Text;
using System.Threading.Channels;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Deconz;

/// <summary>
/// Watches over a session by REST: compares everything now and then, because not everything is told by the WebSocket; fetches
/// things of which only a part was told; and ends the session when the key was removed.
/// </summary>
internal sealed class DeconzWatchman(
    UpstreamSocket socket, DeconzFeed feed, DeconzRest rest, DeconzOptions options, Uri socketUrl, UpstreamStatus status, TimeProvider time, DeconzSessionLog log)
{
    /// <summary>It is not established that the ETag changes with every state, so each so many comparisons do without.</summary>
    private const int CompareWithoutETag = 5;

    private const int MaxFetches = 64;

    /// <summary>After the first failure; then twice as long each time.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>What does not fit is found by the next comparison.</summary>
    private readonly Channel<string> _fetches = Channel.CreateBounded<string>(new BoundedChannelOptions(MaxFetches) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private readonly DeconzRefetches _refetches = new(time);
    private readonly DeconzHealth _health = new(status);

    private string? _etag;
    private long _frames;
    private long _framesCompared;
    private int _comparisons;
    private int _failures;
    private long _comparedAt;

    /// <summary>Why the session was dropped, when it was dropped here.</summary>
    public DisconnectReason? Verdict { get; private set; }

    /// <inheritdoc cref="DeconzHealth.Notice"/>
    public string? Notice => _health.Notice;

    /// <summary>What failed is tried again soon, with longer and longer pauses.</summary>
    private TimeSpan ComparePause
    {
        get
        {
            var pause = _failures == 0 ? options.CompareEvery : FirstPause * (1 << Math.Min(_failures - 1, 6));
            return pause < LongestPause || _failures == 0 ? pause : LongestPause;
        }
    }

    /// <summary>Takes note of a frame, and of the thing that it was too short for.</summary>
    public void Heard(string? incomplete)
    {
        Interlocked.Increment(ref _frames);
        if (incomplete is not null)
        {
            _fetches.Writer.TryWrite(incomplete);
        }

        _health.Heard();
    }

    /// <summary>The gateway does not know our key any more.</summary>
    public void KeyRefused()
    {
        Verdict ??= DeconzRest.KeyRefused();
        socket.Abort();
    }

    /// <param name="etag">Of the snapshot the session began with.</param>
    public async Task RunAsync(string? etag, CancellationToken cancellationToken)
    {
        _etag = etag;
        _comparedAt = time.GetTimestamp();
        try
        {
            while (Verdict is null)
            {
                var left = ComparePause - time.GetElapsedTime(_comparedAt);
                if (left <= TimeSpan.Zero)
                {
                    await CompareAsync(cancellationToken);
                    _comparedAt = time.GetTimestamp();
                }
                else if (_refetches.Take() is { } again)
                {
                    await FetchAsync(again.Topic, again.Attempts, cancellationToken);
                }
                else if (await WaitForFetchAsync(_refetches.Until(left), cancellationToken) && _fetches.Reader.TryRead(out var topic))
                {
                    await FetchAsync(topic, 0, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The session is over.
        }
        catch (Exception exception)
        {
            log.Failed(exception);
            Verdict = DisconnectReason.Internal;
            socket.Abort();
        }
    }

    private async Task<bool> WaitForFetchAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var due = new CancellationTokenSource(limit, time);
        await using var registration = due.Token.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), patience);
        try
        {
            return await _fetches.Reader.WaitToReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        var etag = ++_comparisons % CompareWithoutETag == 0 ? null : _etag;
        var frames = Interlocked.Read(ref _frames);
        using var fetch = feed.BeginFetch();
        var answer = await rest.SnapshotAsync(etag, cancellationToken);
        if (answer.Status == HttpStatusCode.NotModified)
        {
            Answered();
        }
        else if (!answer.IsSuccess || !DeconzSnapshot.IsGood(answer.Body.Span))
        {
            var wasFailing = _failures++ > 0;
            Failed(answer);
            if (wasFailing && Verdict is null)
            {
                _health.Rest($"The WebSocket tells what happens, but REST fails, and with it commands and what the WebSocket does not tell; it is tried again. {rest.Explain(answer).Message}");
            }
        }
        else
        {
            _etag = answer.Headers.GetValueOrDefault("ETag");
            Answered();
            Judge(feed.Compare(answer.Body.Span), frames);
        }
    }

    /// <summary>States that changed while the WebSocket said nothing at all: it is not the gateway's, or does not speak.</summary>
    private void Judge(int untold, long frames)
    {
        if (untold > 0)
        {
            log.Untold(untold);
        }

        var isMute = frames == _framesCompared && frames == Interlocked.Read(ref _frames);
        _framesCompared = frames;
        if (untold > 0 && isMute)
        {
            _health.Socket($"REST works, but the WebSocket at {socketUrl.GetLeftPart(UriPartial.Authority)} tells nothing although states change. "
                + $"What differs is fetched every {options.CompareEvery.TotalSeconds:0} s; button presses are not seen. If the gateway's WebSocket has another port, give it in 'Deconz:WebSocketPort'.");
        }
    }

    private async Task FetchAsync(string topic, int attempts, CancellationToken cancellationToken)
    {
        if (!await TryFetchAsync(topic, cancellationToken))
        {
            _refetches.Add(topic, attempts + 1);
        }
    }

    /// <summary>False when something newer was heard meanwhile, or it could not be had.</summary>
    private async Task<bool> TryFetchAsync(string topic, CancellationToken cancellationToken)
    {
        using var fetch = feed.BeginFetch();
        var answer = await rest.GetAsync(topic, cancellationToken);
        if (answer.IsSuccess && DeconzJson.IsValid(answer.Body.Span) && DeconzJson.IsObject(answer.Body.Span))
        {
            return feed.Put(Encoding.UTF8.GetBytes(topic), answer.Body.Span);
        }

        if (answer.Status == HttpStatusCode.NotFound)
        {
            return true;
        }

        Failed(answer);
        if (_failures == 0)
        {
            // One thing may be at fault, or all of REST: the whole is asked for soon.
            (_failures, _comparedAt) = (1, time.GetTimestamp());
        }

        return false;
    }

    private void Answered()
    {
        _failures = 0;
        _health.Rest(null);
        log.Compared();
    }

    private void Failed(HubHttpAnswer answer)
    {
        if (DeconzRest.IsKeyRefused(answer))
        {
            KeyRefused();
        }
        else
        {
            log.CompareFailed(rest.Explain(answer).Message);
        }
    }
}
