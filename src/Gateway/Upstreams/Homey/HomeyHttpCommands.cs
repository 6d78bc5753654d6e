using System.Text.Json;
using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Homey;

/// <summary>
/// Commands by HTTP. What acts is sent once at most, whatever becomes of the session meanwhile: a flow that ran twice opens a
/// door twice.
/// </summary>
internal sealed class HomeyHttpCommands(
    HubHttp http, HomeyFound found, Secret token, HomeyCalls calls, HomeyErrands errands, TimeProvider time, HomeySessionLog log)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <param name="command">As the client gave it.</param>
    /// <param name="read">Its name, read.</param>
    /// <param name="ended">The session is over.</param>
    /// <param name="cancellationToken">The caller's time limit.</param>
    public Task<CommandOutcome> SendAsync(Command command, HomeyCommand read, CancellationToken ended, CancellationToken cancellationToken)
    {
        var hasBody = read.Method == HttpMethod.Post || read.Method == HttpMethod.Put;
        if (!command.Args.IsEmpty && !HomeyJson.IsValid(command.Args.Span, hasBody ? null : JsonTokenType.StartObject))
        {
            return Task.FromResult(CommandOutcome.Invalid(hasBody
                ? "The arguments are sent as the request's body and must be JSON."
                : $"A {read.Method} has no body: its arguments are one JSON object, which becomes the query."));
        }

        if (!HomeyQuery.TryAdd(read.Target, hasBody ? default : command.Args, out var target, out var fault))
        {
            return Task.FromResult(CommandOutcome.Invalid(fault));
        }

        var request = new HubHttpRequest(read.Method!, found.Url(target))
        {
            Body = hasBody ? command.Args : default,
            Headers = HomeyHttp.HeadersOf(found, token),
            Timeout = CommandOptions.MaxTimeout,
            ExpiresAt = command.ExpiresAt,
        };
        return command.Wait ? AskAsync(command, request, ended, cancellationToken) : SendOnlyAsync(command, request, ended, cancellationToken);
    }

    private async Task<CommandOutcome> AskAsync(Command command, HubHttpRequest request, CancellationToken ended, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ended);
        var answer = await http.SendAsync(request with { Deadline = deadline.Token }, CancellationToken.None);
        if (answer.IsBusy)
        {
            command.HubIsBusy?.Invoke(answer.RetryAfter(time));
        }

        if (answer.IsSuccess)
        {
            return CommandOutcome.Ok(ResultOf(answer.Body));
        }

        return answer.IsAnswered
            ? Refused(request, answer)
            : ToFailure(answer.Failure, isLost: ended.IsCancellationRequested && !cancellationToken.IsCancellationRequested, time.GetElapsedTime(asked));
    }

    private async Task<CommandOutcome> SendOnlyAsync(Command command, HubHttpRequest request, CancellationToken ended, CancellationToken cancellationToken)
    {
        if (!errands.HasRoom)
        {
            return CommandOutcome.Limited("Too many commands wait for the hub's answer; this one was not sent.", RetryAfter);
        }

        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var limit = new CancellationTokenSource(HomeyCalls.AnswerTimeout, time);
        var patience = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var answering = AnswerAsync();
        errands.Add(answering);
        await Task.WhenAny(begun.Task, answering);
        return answering.IsCompletedSuccessfully && (await answering).Status is CommandStatus.Offline or CommandStatus.Expired ? await answering : CommandOutcome.Sent;

        async Task<CommandOutcome> AnswerAsync()
        {
            using (limit)
            using (patience)
            {
                var outcome = await AskAsync(command, request with { Begun = () => begun.TrySetResult() }, ended, patience.Token);
                if (outcome.Status == CommandStatus.Rejected)
                {
                    log.RefusedAfterSent(command.Name, outcome.Detail!);
                }

                return outcome;
            }
        }
    }

    private CommandOutcome Refused(HubHttpRequest request, HubHttpAnswer answer)
    {
        var error = HomeyError.OfHttp(answer.Status!.Value, answer.Body.Span, token);
        if (error.IsAuthentication)
        {
            calls.Doubt(error);
        }

        return request.IsRead || IsOwnNo(answer)
            ? CommandOutcome.Rejected($"The Homey refused: {error.Words}", error.Json)
            : new CommandOutcome(CommandStatus.Unknown, $"The Homey, or something on the way to it, failed after the command was sent: {error.Words}. Whether it ran is unknown; look at the hub's state before you send it again.");
    }

    /// <summary>A proxy or relay says 502 and 504, and much of its own, also of what it had passed on and what then ran.</summary>
    private static bool IsOwnNo(HubHttpAnswer answer) => (int?)answer.Status switch
    {
        502 or 504 => false,
        >= 500 => HomeyJson.IsValid(answer.Body.Span),
        _ => true,
    };

    /// <param name="isLost">It was the session's end that ended the waiting, not the caller's time.</param>
    private static CommandOutcome ToFailure(HubHttpFailure failure, bool isLost, TimeSpan elapsed) => failure.Kind switch
    {
        UpstreamReplyKind.NotSent => CommandOutcome.Offline($"The command was not sent. {failure.Reason.Message}", RetryAfter),
        UpstreamReplyKind.Expired when isLost => new UpstreamReply(UpstreamReplyKind.NotSent).ToFailure(elapsed),
        UpstreamReplyKind.TimedOut when isLost => CommandOutcome.Unknown(),
        var kind => new UpstreamReply(kind).ToFailure(elapsed),
    };

    /// <summary>A hub that has nothing to say, or says it in plain text, still has a result in JSON.</summary>
    private static ReadOnlyMemory<byte> ResultOf(ReadOnlyMemory<byte> body) =>
        body.IsEmpty ? "null"u8.ToArray() : HomeyJson.IsValid(body.Span) ? body : HomeyJson.Quote(body.Span);
}
