using Gateway.Commands;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.Pryv;

/// <summary>
/// Commands whose callers do not wait. The server executes nothing that does not ask for an answer; so an answer is asked for
/// and heard here, and a refusal is logged.
/// </summary>
internal sealed class PryvUnheard(SocketIOConnection connection, TimeProvider time, PryvSessionLog log)
{
    /// <summary>So many answers are waited for at a time; one more command is refused.</summary>
    private const int Capacity = 1_024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly HashSet<Task> _hearings = [];
    private int _unheard;

    /// <summary>Returns when the command was written (null), or will not be.</summary>
    /// <param name="request">It asks for an ack.</param>
    /// <param name="command">Whose it is.</param>
    /// <param name="cancellationToken">The caller's time.</param>
    public async Task<UpstreamReply?> SendAsync(SocketIORequest request, Command command, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _unheard) > Capacity)
        {
            Interlocked.Decrement(ref _unheard);
            return new UpstreamReply(UpstreamReplyKind.Full);
        }

        var hearing = HearAsync(request, command);
        Keep(hearing);
        await using var giveUp = cancellationToken.UnsafeRegister(_ => request.TryAbandon(UpstreamReplyKind.Expired), null);
        await Task.WhenAny(request.WrittenOrEnded, hearing);
        if (!request.Reply.IsCompleted && !hearing.IsCompleted)
        {
            return null;
        }

        var reply = await hearing;
        return reply.Kind is UpstreamReplyKind.Yes or UpstreamReplyKind.TimedOut or UpstreamReplyKind.Lost ? null : reply;
    }

    /// <summary>Returns when nobody is heard any more; call it once the connection is closed.</summary>
    public Task EndAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_hearings);
        }
    }

    private void Keep(Task hearing)
    {
        lock (_gate)
        {
            _hearings.RemoveWhere(static it => it.IsCompleted);
            _hearings.Add(hearing);
        }
    }

    private async Task<UpstreamReply> HearAsync(SocketIORequest request, Command command)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            var reply = await connection.SendAsync(request, patience.Token);
            if (reply.Kind == UpstreamReplyKind.Yes && PryvAck.Read(reply.Json) is { IsYes: false } refusal)
            {
                var error = PryvError.Read(refusal.Json.Span);
                log.RefusedAfterSent(command.Name, error);
                if (error.IsBusy)
                {
                    command.HubIsBusy?.Invoke(null);
                }
            }

            return reply;
        }
        finally
        {
            Interlocked.Decrement(ref _unheard);
        }
    }
}
