using System.Net.WebSockets;
using Gateway.Commands;
using Gateway.Subscriptions;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>One live connection to a Home Assistant, from the end of the login to its end.</summary>
internal sealed class HomeAssistantSession : IUpstreamSession
{
    /// <summary>A hub that is starting answers late; to ask it anew meanwhile makes it later.</summary>
    private static readonly TimeSpan WatchTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Shorter, because nothing hangs on the answer but that the topic can be asked for again.</summary>
    private static readonly TimeSpan UnwatchTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A large house on a small machine takes its time for the first list of states.</summary>
    private static readonly TimeSpan SnapshotTimeout = TimeSpan.FromSeconds(30);

    private readonly UpstreamSocket _socket;
    private readonly HomeAssistantOutbox _outbox;
    private readonly HomeAssistantReader _reader;
    private readonly HomeAssistantWatchman _watchman;
    private readonly TimeProvider _time;
    private readonly HomeAssistantSessionLog _log;
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationToken _ended;
    private readonly Task _work;
    private volatile DisconnectReason? _fault;

    public HomeAssistantSession(
        UpstreamSocket socket, HomeAssistantHandshake handshake, UpstreamOptions options, HomeAssistantFeed feed, UpstreamStatus status, TimeProvider time, HomeAssistantSessionLog log)
    {
        _socket = socket;
        _time = time;
        _log = log;
        Version = handshake.Version;
        _outbox = new HomeAssistantOutbox(socket, handshake.LastId, time);
        _reader = new HomeAssistantReader(feed, _outbox, new TokenRedaction(options.Token!), log);
        _watchman = new HomeAssistantWatchman(socket, _outbox, options.HomeAssistant, handshake, status, time, log);
        _ended = _ending.Token;
        _work = Task.WhenAll(GuardAsync(_outbox.WriteAsync(_ended)), GuardAsync(_watchman.RunAsync(_ended)));
    }

    public string? Version { get; }

    public string? Notice => _watchman.Notice;

    public long FramesRead { get; private set; }

    /// <summary>How many requests were written and not answered yet.</summary>
    public int Unanswered => _outbox.Unanswered;

    public async Task<DisconnectReason> ReadAsync(CancellationToken cancellationToken)
    {
        await using var leaving = _socket.LeaveWhen(cancellationToken, QuietAsync);
        try
        {
            while (true)
            {
                var frame = await _socket.ReadAsync(CancellationToken.None);
                FramesRead++;
                if (frame.Type == WebSocketMessageType.Close)
                {
                    return cancellationToken.IsCancellationRequested ? DisconnectReason.Stopping : DisconnectReason.HubClosed(
                        $"Home Assistant closed the connection (code {(int?)_socket.CloseStatus ?? 1005}). It gives no reason; it does so when it restarts, when the token was deleted, or when it could not send fast enough.");
                }

                if (frame.Type == WebSocketMessageType.Text)
                {
                    _reader.Read(frame.Bytes.Span);
                }
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return DisconnectReason.Stopping;
        }
        catch (InvalidDataException exception)
        {
            return DisconnectReason.ProtocolFault(exception.Message);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            return _fault ?? _watchman.Verdict ?? DisconnectReason.HubClosed("The connection to Home Assistant broke without a closing handshake.");
        }
    }

    public async Task<WatchOutcome> WatchAsync(string upstreamKey, CancellationToken cancellationToken)
    {
        if (HomeAssistantFeed.IsUnasked(upstreamKey))
        {
            return WatchOutcome.Live;
        }

        var kind = HomeAssistantUpstreamKey.KindOf(upstreamKey);
        if (kind == HomeAssistantRouteKind.Json && !await _watchman.UntilRunningAsync(cancellationToken))
        {
            return WatchOutcome.Away;
        }

        var route = new HomeAssistantRoute(kind, upstreamKey);
        using var limit = new CancellationTokenSource(WatchTimeout, _time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var reply = await _outbox.AskAsync(HomeAssistantUpstreamKey.Ask(upstreamKey, route), patience.Token);
        cancellationToken.ThrowIfCancellationRequested();
        return reply.Kind switch
        {
            UpstreamReplyKind.Yes => kind == HomeAssistantRouteKind.Entities ? await FirstSnapshotAsync(route, cancellationToken) : WatchOutcome.Live,
            UpstreamReplyKind.No => WatchOutcome.Refused(HomeAssistantWords.OfError(reply.Json.Span)),
            UpstreamReplyKind.TimedOut or UpstreamReplyKind.Expired => WatchOutcome.Refused($"Home Assistant did not answer within {WatchTimeout.TotalSeconds:0} s."),
            _ => WatchOutcome.Away,
        };
    }

    public async Task UnwatchAsync(string upstreamKey, CancellationToken cancellationToken)
    {
        if (_outbox.Routes.Serving(upstreamKey) is { } route)
        {
            route.IsClosing = true;
            using var limit = new CancellationTokenSource(UnwatchTimeout, _time);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            await _outbox.AskAsync(HomeAssistantRequest.Unsubscribe(route), patience.Token);
        }
    }

    public async Task<CommandOutcome> SendAsync(Command command, CancellationToken cancellationToken)
    {
        if (HomeAssistantCommands.Refuse(command, _watchman.IsRunning) is { } refusal)
        {
            return refusal;
        }

        var asked = _time.GetTimestamp();
        var request = new HomeAssistantRequest(command.Name, command.Args) { ExpiresAt = command.ExpiresAt, IsAwaited = command.Wait };
        var reply = await _outbox.AskAsync(request, cancellationToken);
        return reply.Kind switch
        {
            UpstreamReplyKind.Yes or UpstreamReplyKind.No when !command.Wait => CommandOutcome.Sent,
            UpstreamReplyKind.Yes => CommandOutcome.Ok(reply.Json),
            UpstreamReplyKind.No => CommandOutcome.Rejected($"Home Assistant refused: {HomeAssistantWords.OfError(reply.Json.Span)}", reply.Json),
            _ => reply.ToFailure(_time.GetElapsedTime(asked)),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await QuietAsync();
        _outbox.End();
        await _socket.DisposeAsync();
        _ending.Dispose();
    }

    private async Task QuietAsync()
    {
        await _ending.CancelAsync();
        await _socket.FinishAsync(_work);
    }

    /// <summary>A session without its writer or its watchman would look healthy and do nothing.</summary>
    private async Task GuardAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception exception)
        {
            _log.Failed(exception);
            _fault = DisconnectReason.Internal;
            _socket.Abort();
        }
    }

    private async Task<WatchOutcome> FirstSnapshotAsync(HomeAssistantRoute route, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended);
        await Task.WhenAny(route.Snapshot, Task.Delay(SnapshotTimeout, _time, stop.Token));
        cancellationToken.ThrowIfCancellationRequested();
        if (route.Snapshot.IsCompleted)
        {
            await stop.CancelAsync();
            return WatchOutcome.Live;
        }

        if (_ended.IsCancellationRequested)
        {
            return WatchOutcome.Away;
        }

        await UnwatchAsync(route.Key, cancellationToken);
        return WatchOutcome.Refused($"Home Assistant accepted the subscription but sent no states within {SnapshotTimeout.TotalSeconds:0} s.");
    }
}
