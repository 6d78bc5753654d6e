using Gateway.Commands;
using Gateway.Subscriptions;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.GenericSocketIO;

/// <summary>One live connection to a Socket.IO server, with its own namespace joined.</summary>
internal sealed class GenericSocketIOSession(
    SocketIOConnection connection, GenericSocketIOReceiver receiver, GenericSocketIOTerms terms, TimeProvider time, SentRefusalLog log)
    : IUpstreamSession, IRawWriter
{
    private readonly GenericSocketIOUnheard _unheard = new(connection, terms.Ack, terms.Secrets, log, time);
    private readonly GenericSocketIOVisits _visits = new(connection);

    public string? Version => connection.Generation.ToString();

    public string? Notice => null;

    public long FramesRead => connection.PacketsRead;

    public async Task<DisconnectReason> ReadAsync(CancellationToken cancellationToken)
    {
        await ((Task)Task.WhenAny(connection.Completion, receiver.RemovedFromOwn)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (connection.Completion.IsCompleted)
        {
            return await connection.Completion;
        }

        return cancellationToken.IsCancellationRequested
            ? DisconnectReason.Stopping
            : DisconnectReason.HubClosed(Removal(await receiver.RemovedFromOwn));
    }

    /// <summary>The server sends every event of a namespace to whoever has joined it.</summary>
    public async Task<WatchOutcome> WatchAsync(string upstreamKey, CancellationToken cancellationToken)
    {
        // Before the join: some servers let us in and throw us out in one breath.
        var end = receiver.Watch(upstreamKey);
        _visits.Watch(upstreamKey);
        end.UnsafeRegister(_ => _visits.Forget(upstreamKey), null);
        var reply = default(UpstreamReply?);
        try
        {
            reply = await connection.JoinAsync(upstreamKey, terms.Auth, cancellationToken);
        }
        finally
        {
            if (reply?.Kind != UpstreamReplyKind.Yes)
            {
                receiver.Unwatch(upstreamKey);
                _visits.Forget(upstreamKey);
            }

            if (reply?.Kind is null or UpstreamReplyKind.TimedOut)
            {
                _visits.GiveUp(upstreamKey);
            }
        }

        return reply.Value.Kind switch
        {
            UpstreamReplyKind.Yes => WatchOutcome.LiveUntil(end, Removal(upstreamKey)),
            UpstreamReplyKind.No => WatchOutcome.Refused($"The server refused the namespace '{upstreamKey}': {SocketIOWords.Of(reply.Value.Json.Span, terms.Secrets)}"),
            UpstreamReplyKind.TimedOut => WatchOutcome.Refused($"The server did not answer to joining the namespace '{upstreamKey}'. Does it have one of that name?"),
            UpstreamReplyKind.Full or UpstreamReplyKind.Expired => WatchOutcome.Refused($"Too much waits to be written to the hub; the namespace '{upstreamKey}' is not joined yet."),
            _ => WatchOutcome.Away,
        };
    }

    public Task UnwatchAsync(string upstreamKey, CancellationToken cancellationToken)
    {
        receiver.Unwatch(upstreamKey);
        return IsOwn(upstreamKey) ? Task.CompletedTask : _visits.UnwatchAsync(upstreamKey, cancellationToken);
    }

    public async Task<CommandOutcome> SendAsync(Command command, CancellationToken cancellationToken)
    {
        if (!GenericSocketIOTopics.TrySplit(command.Name, terms.OwnNamespace, out var namespaceName, out var eventName, out var fault))
        {
            return CommandOutcome.Invalid(fault);
        }

        if (IsOwn(namespaceName))
        {
            return await SendAsync(command, namespaceName, eventName, cancellationToken);
        }

        if (!_visits.TryBegin(namespaceName, out var visit))
        {
            return CommandOutcome.Limited(
                $"Commands to {GenericSocketIOVisits.Capacity} other namespaces are under way already; this one was not sent.", TimeSpan.FromSeconds(1));
        }

        try
        {
            await visit.Room.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return await SendAsync(command, namespaceName, eventName, cancellationToken);
        }
        finally
        {
            _visits.GiveUp(namespaceName);
            _visits.End(visit);
        }
    }

    public Task<CommandOutcome> WriteRawAsync(ReadOnlyMemory<byte> packet, CancellationToken cancellationToken) =>
        connection.WriteRawAsync(packet, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await _unheard.EndAsync();
        await _visits.EndAsync();
    }

    private bool IsOwn(string namespaceName) => string.Equals(namespaceName, terms.OwnNamespace, StringComparison.Ordinal);

    private async Task<CommandOutcome> SendAsync(Command command, string namespaceName, string eventName, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        if (await JoinForAsync(namespaceName, asked, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var request = SocketIORequest.Event(namespaceName, eventName, ListOf(command.Args), command.Wait || _unheard.WantsAck, command.ExpiresAt);
        var reply = command.Wait ? await connection.SendAsync(request, cancellationToken) : await _unheard.SendAsync(request, cancellationToken);
        return reply.Kind switch
        {
            UpstreamReplyKind.Yes => command.Wait ? GenericSocketIOAnswer.Read(reply.Json, terms.Ack, terms.Secrets) : CommandOutcome.Sent,
            UpstreamReplyKind.No => CommandOutcome.Invalid(SocketIOWords.Of(reply.Json.Span)),
            _ => reply.ToFailure(time.GetElapsedTime(asked)),
        };
    }

    private static string Removal(string namespaceName) => $"The server removed us from the namespace '{namespaceName}'; it gives no reason.";

    /// <summary>A command to a namespace that nobody subscribes to joins it first; null when it is joined.</summary>
    private async Task<CommandOutcome?> JoinForAsync(string namespaceName, long asked, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await connection.JoinAsync(namespaceName, terms.Auth, cancellationToken);
            return reply.Kind switch
            {
                UpstreamReplyKind.Yes => null,
                UpstreamReplyKind.No => CommandOutcome.Rejected($"The server refused the namespace '{namespaceName}': {SocketIOWords.Of(reply.Json.Span, terms.Secrets)}", reply.Json),
                UpstreamReplyKind.TimedOut => CommandOutcome.Offline(
                    $"The command was not sent: the server did not answer to joining the namespace '{namespaceName}'. Does it have one of that name?", TimeSpan.FromSeconds(1)),
                _ => reply.ToFailure(time.GetElapsedTime(asked)) is { Status: CommandStatus.Unknown }
                    ? CommandOutcome.Offline("The session ended before the command was written; it was not sent.", TimeSpan.FromSeconds(1))
                    : reply.ToFailure(time.GetElapsedTime(asked)),
            };
        }
        catch (OperationCanceledException)
        {
            return CommandOutcome.Expired("Its time had passed before its namespace was joined; it was not sent.");
        }
    }

    /// <summary>A command's arguments are a list; anything else is its only argument.</summary>
    private static ReadOnlyMemory<byte> ListOf(ReadOnlyMemory<byte> args)
    {
        var text = args.Span.TrimStart(" \t\r\n"u8);
        return text.IsEmpty || text[0] == '[' ? args : (byte[])[(byte)'[', .. text, (byte)']'];
    }
}
