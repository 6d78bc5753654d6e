using Gateway.Commands;
using Gateway.Subscriptions;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.Pryv;

/// <summary>One live connection to a Pryv account, in either dialect.</summary>
internal sealed class PryvSession : IUpstreamSession, IRawWriter
{
    private readonly PryvLink _link;
    private readonly PryvFeed _feed;
    private readonly PryvInbox _inbox;
    private readonly PryvDoorbell _doorbell;
    private readonly PryvUnheard _unheard;
    private readonly PryvDebts _debts;
    private readonly PryvFetch _fetch;
    private readonly TimeProvider _time;
    private readonly UpstreamStatus _status;
    private readonly PryvSessionLog _log;
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationToken _ended;
    private readonly Task _work;
    private bool _isTroubled;
    private bool _toldOdd;

    public PryvSession(PryvLink link, PryvInbox inbox, PryvFeed feed, PryvMeta meta, UpstreamStatus status, PryvSessionLog log)
    {
        _link = link;
        _feed = feed;
        _inbox = inbox;
        _time = link.Time;
        _status = status;
        _log = log;
        Version = meta.ApiVersion is { } version ? $"{version}, {link.Connection.Generation}" : link.Connection.Generation.ToString();
        _fetch = new PryvFetch(link.CallAsync, feed.Memory, Tell);
        _doorbell = new PryvDoorbell(_fetch, link.CallAsync, feed.Memory, link.Time, log) { Troubled = Troubled };
        _unheard = new PryvUnheard(link.Connection, link.Time, log);
        _debts = new PryvDebts(feed.Owed, link.Time);
        inbox.Ring = _doorbell.Ring;
        _ended = _ending.Token;
        _work = AnswerDoorbellAsync();
    }

    public string? Version { get; }

    public string? Notice => null;

    public long FramesRead => _link.Connection.PacketsRead;

    public async Task<DisconnectReason> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAny(_link.Connection.Completion, _inbox.OutOfAccount).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return DisconnectReason.Stopping;
        }

        return _inbox.OutOfAccount.IsCompleted
            ? DisconnectReason.HubClosed("The server has put the gateway out of the account, as it does when the access was deleted or changed. It is tried once more; a dead token is then refused.")
            : await _link.Connection.Completion;
    }

    public async Task<WatchOutcome> WatchAsync(string upstreamKey, CancellationToken cancellationToken)
    {
        var topic = PryvTopics.Find(upstreamKey)!;
        if (PryvTopics.Refusal(topic, _link.Dialect) is { } refusal)
        {
            return WatchOutcome.Refused(refusal);
        }

        var debt = _debts.Claim(topic.Name);
        var isPayable = debt == PryvDebt.Due && (topic.Bit != PryvTopics.EventsBit || _feed.Memory.Since is not null);
        if (topic.Bit == PryvTopics.EventsBit)
        {
            if (await StartEventsAsync(isPayable, cancellationToken) is { } failed)
            {
                return failed;
            }
        }
        else
        {
            _inbox.Want(topic, isWanted: true);
            if (isPayable && topic.IsDoorbell)
            {
                _feed.AddNotification(topic, "null"u8);
            }
        }

        if (debt != PryvDebt.None && !isPayable)
        {
            _feed.LoseContinuity();
        }

        _debts.Settle(topic.Name);
        return WatchOutcome.Live;
    }

    public async Task UnwatchAsync(string upstreamKey, CancellationToken cancellationToken)
    {
        var topic = PryvTopics.Find(upstreamKey)!;
        _debts.Drop(topic.Name);
        _inbox.Want(topic, isWanted: false);
        if (topic.Bit == PryvTopics.EventsBit)
        {
            await _doorbell.StopAsync(cancellationToken);
        }
    }

    public async Task<CommandOutcome> SendAsync(Command command, CancellationToken cancellationToken)
    {
        if (PryvCommands.Prepare(command, _link.Dialect, out var message, out var args) is { } refusal)
        {
            return refusal;
        }

        if (_inbox.OutOfAccount.IsCompleted)
        {
            return new UpstreamReply(UpstreamReplyKind.NotSent).ToFailure(TimeSpan.Zero);
        }

        var asked = _time.GetTimestamp();
        var request = SocketIORequest.Event(_link.Namespace, message, args, wantsAck: true, command.ExpiresAt);
        var reply = command.Wait ? await _link.Connection.SendAsync(request, cancellationToken) : await _unheard.SendAsync(request, command, cancellationToken);
        return reply switch
        {
            null => CommandOutcome.Sent,
            { Kind: UpstreamReplyKind.Yes } answered => Outcome(command, PryvAck.Read(answered.Json)),
            { Kind: UpstreamReplyKind.No } unsendable => CommandOutcome.Invalid($"The command cannot be sent: {SocketIORawPacket.Words(unsendable)}"),
            { } failed => failed.ToFailure(_time.GetElapsedTime(asked)),
        };
    }

    public Task<CommandOutcome> WriteRawAsync(ReadOnlyMemory<byte> packet, CancellationToken cancellationToken) =>
        PryvCommands.RefusalOfRaw(packet.Span, _link.Dialect) is { } refusal
            ? Task.FromResult(CommandOutcome.Invalid(refusal))
            : _link.Connection.WriteRawAsync(packet, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _work;
        await _link.Connection.DisposeAsync();
        await _unheard.EndAsync();
        _feed.Owed = _debts.Left;
        _ending.Dispose();
    }

    /// <summary>A session whose doorbell nobody answers would look healthy and tell nothing.</summary>
    private async Task AnswerDoorbellAsync()
    {
        try
        {
            await _doorbell.RunAsync(_ended);
        }
        catch (Exception exception)
        {
            _log.DoorbellFailed(exception);
            _link.Connection.Abort(DisconnectReason.Internal);
        }
    }

    /// <summary>Null when every change is told from now on.</summary>
    private async Task<WatchOutcome?> StartEventsAsync(bool catchUp, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended);
        try
        {
            var failure = await _doorbell.StartAsync(catchUp, either.Token);
            EndIfTokenIsDead(failure);
            return failure switch
            {
                null => null,
                { Kind: UpstreamReplyKind.Lost or UpstreamReplyKind.NotSent } => WatchOutcome.Away,
                { } refusal => WatchOutcome.Refused($"The events cannot be fetched: {refusal.Words(_link.Redaction)}."),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return WatchOutcome.Away;
        }
    }

    private CommandOutcome Outcome(Command command, in PryvAck ack)
    {
        var json = _link.Redaction.Clean(ack.Json);
        if (ack.IsYes)
        {
            return CommandOutcome.Ok(json);
        }

        var error = PryvError.Read(json.Span);
        if (error.IsBusy)
        {
            command.HubIsBusy?.Invoke(null);
        }

        return CommandOutcome.Rejected($"Pryv refused: {error.Words(_link.Redaction)}", json);
    }

    private void Tell(in PryvChange change, ReadOnlySpan<byte> json) => _feed.AddChange(_link.Redaction.Clean(json), change.IsGone);

    private void Troubled(PryvAnswer? failure)
    {
        EndIfTokenIsDead(failure);
        if (_fetch.Odd > 0 && !_toldOdd)
        {
            _toldOdd = true;
            _log.OddChanges(_fetch.Odd);
        }

        if (failure is { Kind: not (UpstreamReplyKind.Lost or UpstreamReplyKind.NotSent) } trouble && !_isTroubled)
        {
            var words = trouble.Words(_link.Redaction);
            _isTroubled = true;
            _log.FetchFailed(words);
            _status.Notice($"Changed events are announced, but cannot be fetched: {words}. It is tried again.");
        }
        else if (failure is null && _isTroubled)
        {
            _isTroubled = false;
            _log.FetchWorks();
            _status.Notice(null);
        }
    }

    private void EndIfTokenIsDead(PryvAnswer? failure)
    {
        if (failure is { Error.IsTokenDead: true })
        {
            _link.Connection.Abort(DisconnectReason.HubClosed("The server does not take the access token any longer. It is tried once more; a dead token is then refused."));
        }
    }
}
