using System.Collections.Concurrent;
using Gateway.Commands;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Deconz;

/// <summary>
/// Sends commands by REST, each once; only absolute settings of which a busy gateway took nothing are asked again, while nobody
/// asked for the same thing since. Lives as long as the hub's entry, since a WebSocket that ends says nothing of an answer by REST.
/// </summary>
internal sealed class DeconzCaller(DeconzRest rest, TimeProvider time, DeconzSessionLog log) : IAsyncDisposable
{
    /// <summary>A gateway calls itself busy at about as many.</summary>
    private const int MaxOutstanding = 20;

    private static readonly TimeSpan[] BusyDelays = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)];

    private readonly ConcurrentDictionary<string, long> _newest = new(StringComparer.Ordinal);
    private readonly List<Task> _unawaited = [];
    private readonly CancellationTokenSource _ending = new();
    private CancellationTokenSource _keyRefused = new();
    private int _outstanding;
    private long _count;

    /// <summary>Cancelled when an answer says that the key is not known any more. Asked for anew with each attempt to open a session; only the newest is told.</summary>
    public CancellationToken WatchKey()
    {
        var watched = new CancellationTokenSource();
        Interlocked.Exchange(ref _keyRefused, watched);
        return watched.Token;
    }

    public async Task<CommandOutcome> SendAsync(Command command, CancellationToken cancellationToken)
    {
        if (!DeconzCommand.TryRead(command, out var read, out var refusal))
        {
            return refusal;
        }

        if (Interlocked.Increment(ref _outstanding) > MaxOutstanding)
        {
            Interlocked.Decrement(ref _outstanding);
            return CommandOutcome.Limited($"{MaxOutstanding} commands wait for deCONZ's answer already; this one was not sent.", TimeSpan.FromSeconds(1));
        }

        if (command.Wait)
        {
            return await SendAndReleaseAsync(command, read, begun: null, cancellationToken);
        }

        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sending = SendAndReleaseAsync(command, read, begun, cancellationToken);
        lock (_unawaited)
        {
            _unawaited.RemoveAll(static done => done.IsCompletedSuccessfully);
            _unawaited.Add(sending);
        }

        await Task.WhenAny(sending, begun.Task);

        // A read has nothing to write but its head, so that it is sent is known when it is over.
        return !begun.Task.IsCompleted && await sending is { Status: CommandStatus.Offline or CommandStatus.Expired } unsent ? unsent : CommandOutcome.Sent;
    }

    /// <summary>Ends what is under way and takes nothing more; waits for what nobody else waits for. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        Task unawaited;
        lock (_unawaited)
        {
            unawaited = Task.WhenAll(_unawaited);
        }

        await unawaited;
    }

    private async Task<CommandOutcome> SendAndReleaseAsync(Command command, DeconzCommand read, TaskCompletionSource? begun, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await SendAsync(command, read, begun, cancellationToken);
            if (begun is not null && outcome.Status == CommandStatus.Rejected)
            {
                log.RefusedAfterSent(read.ToString(), outcome.Detail ?? "");
            }

            return outcome;
        }
        finally
        {
            Interlocked.Decrement(ref _outstanding);
        }
    }

    private async Task<CommandOutcome> SendAsync(Command command, DeconzCommand read, TaskCompletionSource? begun, CancellationToken cancellationToken)
    {
        // A newer command for the same thing takes the place of an older one that waits for a busy gateway.
        var number = Interlocked.Increment(ref _count);
        _newest[read.Path] = number;
        try
        {
            // Where nobody waits the caller's own time ends with its answer; what a busy gateway refused must not be sent again after it all the same.
            using var limit = begun is null ? new CancellationTokenSource() : new CancellationTokenSource(command.Timeout ?? CommandOptions.Default.Timeout, time);
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token, limit.Token);
            for (var attempt = 0; ; attempt++)
            {
                var started = time.GetTimestamp();
                var answer = await rest.SendAsync(RequestOf(command, read, begun, deadline.Token), CancellationToken.None);
                var outcome = Judge(read, answer, time.GetElapsedTime(started), out var isBusy);
                var pause = answer.RetryAfter(time);
                if (isBusy || answer.IsBusy)
                {
                    command.HubIsBusy?.Invoke(pause);
                }

                var mayRetry = isBusy && read.IsAbsolute && attempt < BusyDelays.Length && !(pause > BusyDelays[attempt]);
                if (!mayRetry || !await WaitAsync(BusyDelays[attempt], command, deadline.Token) || !_newest.Contains(KeyValuePair.Create(read.Path, number)))
                {
                    return outcome;
                }
            }
        }
        finally
        {
            _newest.TryRemove(KeyValuePair.Create(read.Path, number));
        }
    }

    private HubHttpRequest RequestOf(Command command, DeconzCommand read, TaskCompletionSource? begun, CancellationToken deadline) => new(read.Method, rest.UrlOf(read.Path))
    {
        Body = read.Body,
        ExpiresAt = command.ExpiresAt,
        Deadline = deadline,

        // Who waits has a deadline of its own.
        Timeout = begun is null ? CommandOptions.MaxTimeout : TimeSpan.FromSeconds(10),
        Begun = () => begun?.TrySetResult(),
    };

    /// <summary>False when there is no time for another attempt.</summary>
    private async Task<bool> WaitAsync(TimeSpan delay, Command command, CancellationToken deadline)
    {
        if (command.ExpiresAt <= time.GetUtcNow() + delay)
        {
            return false;
        }

        await Task.Delay(delay, time, deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !deadline.IsCancellationRequested;
    }

    private CommandOutcome Judge(DeconzCommand read, HubHttpAnswer answer, TimeSpan elapsed, out bool isBusy)
    {
        isBusy = false;
        if (answer.Failure is { } failure)
        {
            return failure.Kind switch
            {
                // The entry ended, not the caller's time.
                UpstreamReplyKind.TimedOut or UpstreamReplyKind.Lost when _ending.IsCancellationRequested => CommandOutcome.Unknown(),
                UpstreamReplyKind.Expired when _ending.IsCancellationRequested => new UpstreamReply(UpstreamReplyKind.NotSent).ToFailure(elapsed),
                UpstreamReplyKind.NotSent => CommandOutcome.Offline($"{failure.Reason.Message} The command was not sent.", TimeSpan.FromSeconds(1)),
                _ => new UpstreamReply(failure.Kind).ToFailure(elapsed),
            };
        }

        if (DeconzRest.IsKeyRefused(answer))
        {
            _keyRefused.Cancel();
        }

        var verdict = DeconzVerdict.Read(answer.Body.Span);

        // Only deCONZ's own words say that nothing ran; a proxy says 503 of what it had passed on, too.
        isBusy = verdict.IsBusy;
        var json = rest.Redact(answer.Body);
        return (answer.IsSuccess, verdict.Errors) switch
        {
            (true, 0) when answer.Body.IsEmpty => CommandOutcome.Ok("null"u8.ToArray()),
            (true, 0) when json.IsEmpty => new CommandOutcome(CommandStatus.Unknown, "deCONZ, or something before it, answered with something that is no JSON. Whether the command ran is unknown."),
            (true, 0) => CommandOutcome.Ok(json),
            (_, > 0) => CommandOutcome.Rejected(verdict.Words, json),

            // A proxy says so, too, of what it had passed on and what then ran.
            _ when (int?)answer.Status >= 500 && read.Method != HttpMethod.Get => new CommandOutcome(
                CommandStatus.Unknown, $"HTTP {(int?)answer.Status} came back without deCONZ's own words. Whether the command ran is unknown; look at the hub's state before you send it again."),
            _ => CommandOutcome.Rejected($"deCONZ answered HTTP {(int?)answer.Status} without its own words.", json),
        };
    }
}
