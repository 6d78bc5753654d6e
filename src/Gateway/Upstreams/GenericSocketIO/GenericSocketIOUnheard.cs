using Gateway.Commands;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.GenericSocketIO;

/// <summary>
/// Commands whose callers do not wait. The server sees the same packet as with callers that do, so that a refusal in its ack can
/// be logged. Owned by the session, which awaits it at its end. Thread-safe.
/// </summary>
internal sealed class GenericSocketIOUnheard(SocketIOConnection connection, SocketIOAckStyle style, SocketIOSecrets secrets, SentRefusalLog log, TimeProvider time)
{
    /// <summary>So many acks are waited for at a time; of further commands none is asked for. Many servers never answer.</summary>
    private const int Capacity = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly HashSet<Task> _hearings = [];

    /// <summary>
    /// Whether to ask for an ack: not where it could not be told to be a refusal, nor of 0.9, where those that never come would
    /// take the places of those that are waited for.
    /// </summary>
    public bool WantsAck
    {
        get
        {
            lock (_gate)
            {
                _hearings.RemoveWhere(static hearing => hearing.IsCompleted);
                return style == SocketIOAckStyle.ErrorFirst && connection.Revision.Number != 0 && _hearings.Count < Capacity;
            }
        }
    }

    /// <summary>Returns when the command was written (<see cref="UpstreamReplyKind.Yes"/>), or will not be.</summary>
    /// <param name="request">It asks for an ack where <see cref="WantsAck"/> says so.</param>
    /// <param name="cancellationToken">The caller's time.</param>
    public async Task<UpstreamReply> SendAsync(SocketIORequest request, CancellationToken cancellationToken)
    {
        if (!request.IsAwaited)
        {
            return await connection.SendAsync(request, cancellationToken);
        }

        var hearing = HearAsync(request);
        lock (_gate)
        {
            _hearings.Add(hearing);
        }

        await using var giveUp = cancellationToken.UnsafeRegister(_ => request.TryAbandon(UpstreamReplyKind.Expired), null);
        await Task.WhenAny(request.WrittenOrEnded, hearing);
        var isOver = request.Reply.IsCompleted || hearing.IsCompleted;
        return isOver && await hearing is { Kind: not (UpstreamReplyKind.TimedOut or UpstreamReplyKind.Lost) } reply ? reply : new UpstreamReply(UpstreamReplyKind.Yes);
    }

    /// <summary>Returns when nobody is heard any more; call it once the connection is closed.</summary>
    public Task EndAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_hearings);
        }
    }

    private async Task<UpstreamReply> HearAsync(SocketIORequest request)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        var reply = await connection.SendAsync(request, patience.Token);
        if (reply.Kind == UpstreamReplyKind.Yes && GenericSocketIOAnswer.Read(reply.Json, style, secrets) is { Status: CommandStatus.Rejected } refusal)
        {
            log.Tell(request.Name, refusal.Detail ?? "");
        }

        return reply;
    }
}
