using System.Net.WebSockets;
using Gateway.Commands;
using Gateway.Subscriptions;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Deconz;

/// <summary>One live connection to a deCONZ gateway: the WebSocket that tells, and REST for everything else.</summary>
internal sealed class DeconzSession : IUpstreamSession
{
    /// <summary>How long frames wait for the topics of the session before to be asked again, so that no moment between is lost.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);

    private readonly DeconzInbox _inbox;
    private readonly DeconzFeed _feed;
    private readonly DeconzWatchman _watchman;
    private readonly DeconzCaller _caller;
    private readonly DeconzSessionLog _log;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ending = new();
    private readonly HashSet<string> _expected;
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _watching;
    private readonly CancellationTokenRegistration _keyRefused;

    public DeconzSession(
        DeconzInbox inbox, DeconzOpening opening, HubHttpAnswer snapshot, DeconzFeed feed, DeconzRest rest, DeconzCaller caller, DeconzOptions options, UpstreamStatus status, TimeProvider time, DeconzSessionLog log)
    {
        _inbox = inbox;
        _caller = caller;
        _feed = feed;
        _time = time;
        _log = log;
        Version = opening.Version;
        _expected = feed.BeginSession(snapshot.Body.Span).ToHashSet(StringComparer.Ordinal);
        _watchman = new DeconzWatchman(inbox.Socket, feed, rest, options, opening.SocketUrl, status, time, log);
        _keyRefused = caller.WatchKey().UnsafeRegister(static state => ((DeconzWatchman)state!).KeyRefused(), _watchman);
        _watching = _watchman.RunAsync(snapshot.Headers.GetValueOrDefault("ETag"), _ending.Token);
    }

    public string? Version { get; }

    public string? Notice => _watchman.Notice;

    public long FramesRead { get; private set; }

    public async Task<DisconnectReason> ReadAsync(CancellationToken cancellationToken)
    {
        await using var leaving = _inbox.Socket.LeaveWhen(cancellationToken, QuietAsync);
        try
        {
            await SettleAsync(cancellationToken);
            while (true)
            {
                var frame = await _inbox.ReadAsync();
                FramesRead++;
                if (frame.Type == WebSocketMessageType.Close)
                {
                    return cancellationToken.IsCancellationRequested ? DisconnectReason.Stopping : _watchman.Verdict ?? _inbox.Closed();
                }

                if (frame.Type == WebSocketMessageType.Text)
                {
                    Take(frame.Bytes.Span);
                }
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return DisconnectReason.Stopping;
        }
        catch (Exception exception) when (exception is InvalidDataException or WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            return _watchman.Verdict ?? _inbox.Explain(exception);
        }
    }

    public Task<WatchOutcome> WatchAsync(string upstreamKey, CancellationToken cancellationToken)
    {
        if (_ending.IsCancellationRequested)
        {
            return Task.FromResult(WatchOutcome.Away);
        }

        _feed.Watch(upstreamKey);
        lock (_expected)
        {
            if (_expected.Remove(upstreamKey) && _expected.Count == 0)
            {
                _settled.TrySetResult();
            }
        }

        return Task.FromResult(WatchOutcome.Live);
    }

    public Task UnwatchAsync(string upstreamKey, CancellationToken cancellationToken)
    {
        _feed.Unwatch(upstreamKey);
        return Task.CompletedTask;
    }

    public Task<CommandOutcome> SendAsync(Command command, CancellationToken cancellationToken) => _caller.SendAsync(command, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _keyRefused.DisposeAsync();
        await QuietAsync();
        await _inbox.DisposeAsync();
        _ending.Dispose();
    }

    private async Task QuietAsync()
    {
        await _ending.CancelAsync();
        await _watching;
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        lock (_expected)
        {
            if (_expected.Count == 0)
            {
                return;
            }
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(_settled.Task, Task.Delay(Settle, _time, stop.Token));
        await stop.CancelAsync();
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        if (DeconzFrame.TryRead(bytes, out var frame, out var fault))
        {
            _watchman.Heard(_feed.Add(frame));
        }
        else
        {
            _feed.CountOdd();
            _log.BadFrame(fault, bytes.Length);
        }
    }
}
