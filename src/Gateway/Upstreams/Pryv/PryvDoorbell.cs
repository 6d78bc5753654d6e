using System.Threading.Channels;

namespace Gateway.Upstreams.Pryv;

/// <summary>
/// Rung by the server, whatever changed; then fetches what. One fetch at a time, and however often it rings meanwhile, one
/// more: the server rings once for every single change.
/// </summary>
internal sealed class PryvDoorbell(PryvFetch fetch, PryvCall call, PryvMemory memory, TimeProvider time, PryvSessionLog log)
{
    /// <summary>A server that rings without end is asked at most so often.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>In case a ring got lost in the server.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private static readonly byte[] OneEvent = """{"limit":1}"""u8.ToArray();

    private static readonly PryvAnswer NoTime = PryvFetch.Fault("the server does not tell its time (meta.serverTime), so changes could be missed unnoticed");

    private readonly Channel<bool> _rings = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Backoff _backoff = new(Random.Shared);
    private bool _isWanted;

    /// <summary>Told why fetching does not work at the moment, and null when it works again.</summary>
    public Action<PryvAnswer?>? Troubled { get; set; }

    public void Ring() => _rings.Writer.TryWrite(true);

    /// <summary>From now on every change is told.</summary>
    /// <param name="catchUp">Also those since the last session.</param>
    /// <param name="cancellationToken">The session's end.</param>
    public async Task<PryvAnswer?> StartAsync(bool catchUp, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var failure = catchUp ? await fetch.RunAsync(isQuiet: false, cancellationToken) : await BeginAsync(cancellationToken);
            _isWanted = failure is null;
            return failure;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        _isWanted = false;
        memory.Forget();
        _turn.Release();
    }

    /// <summary>Answers the door until the session ends.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await WaitAsync(cancellationToken);
                await Task.Delay(await FetchAsync(cancellationToken), time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            log.DoorbellEnded();
        }
    }

    /// <summary>Notes what there is, without telling it: nobody subscribed to the past.</summary>
    private async Task<PryvAnswer?> BeginAsync(CancellationToken cancellationToken)
    {
        var answer = await call(PryvFetch.Method, OneEvent, cancellationToken);
        if (answer.Kind != UpstreamReplyKind.Yes)
        {
            return answer;
        }

        if (answer.Meta.ServerTime is not { } now)
        {
            // Our own clock may be ahead of the server's, and the times of events do not show it being set back: both would hide changes.
            return NoTime;
        }

        memory.Begin(now);
        return await fetch.RunAsync(isQuiet: true, cancellationToken);
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _rings.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            log.Unrung(Longest);
        }
    }

    /// <summary>Answers how long to leave the server alone then.</summary>
    private async Task<TimeSpan> FetchAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var failure = _isWanted ? await fetch.RunAsync(isQuiet: false, cancellationToken) : null;
            Troubled?.Invoke(failure);
            if (failure is null)
            {
                _backoff.Reset();
                return Pause;
            }

            Ring();
            return _backoff.Next();
        }
        finally
        {
            _turn.Release();
        }
    }
}
