using System.Text.Json;
using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Homey;

/// <summary>
/// Commands by HTTP. What acts is sent once at most, whatever becomes of the session meanwhile: a flow that ran twice opens a
/// door twice.
/// </summary>
internal sealed class HomeyHttpCommands(HubHttp http, HomeyFound found, Secret token, HomeyCalls calls, TimeProvider time, HomeySessionLog log)
{
    /// <param name="command">As the client gave it.</param>
    /// <param name="read">Its name, read.</param>
    /// <param name="ended">The session is over.</param>
    /// <param name="cancellationToken">The caller's time limit.</param>
    public async Task<CommandOutcome> SendAsync(Command command, HomeyCommand read, CancellationToken ended, CancellationToken cancellationToken)
    {
        var method = read.Method!;
        var hasBody = method == HttpMethod.Post || method == HttpMethod.Put;
        if (!command.Args.IsEmpty && !HomeyJson.IsValid(command.Args.Span, hasBody ? null : JsonTokenType.StartObject))
        {
            return CommandOutcome.Invalid(hasBody
                ? "The arguments are sent as the request's body and must be JSON."
                : $"A {method} has no body: its arguments are one JSON object, which becomes the query.");
        }

        if (command.ExpiresAt <= time.GetUtcNow())
        {
            return CommandOutcome.Expired("Its time had passed before it could be sent to the hub; it was not sent.");
        }

        var asked = time.GetTimestamp();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ended);
        var request = new HubHttpRequest(method, found.Url(hasBody ? read.Target : HomeyQuery.Add(read.Target, command.Args)))
        {
            Body = hasBody ? command.Args : default,
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Bearer {token.Reveal()}", ["X-Homey-ID"] = found.HomeyId },
            Timeout = CommandOptions.MaxTimeout,
            Deadline = deadline.Token,
        };
        var answer = await http.SendAsync(request, CancellationToken.None);
        if (!answer.IsAnswered)
        {
            var isLost = ended.IsCancellationRequested && !cancellationToken.IsCancellationRequested;
            return ToFailure(answer.Failure, isLost, command.Wait, time.GetElapsedTime(asked));
        }

        return Judge(command, answer);
    }

    private CommandOutcome Judge(Command command, HubHttpAnswer answer)
    {
        if (answer.IsSuccess)
        {
            return command.Wait ? CommandOutcome.Ok(ResultOf(answer.Body)) : CommandOutcome.Sent;
        }

        var error = HomeyError.OfHttp(answer.Status!.Value, answer.Body.Span, token);
        if (error.IsAuthentication)
        {
            calls.Doubt(error);
        }

        if (!command.Wait)
        {
            log.RefusedAfterSent(command.Name, error.Words);
            return CommandOutcome.Sent;
        }

        return CommandOutcome.Rejected($"The Homey refused: {error.Words}", error.Json);
    }

    private static CommandOutcome ToFailure(HubHttpFailure failure, bool isLost, bool isAwaited, TimeSpan elapsed) => failure.Kind switch
    {
        UpstreamReplyKind.NotSent => CommandOutcome.Offline($"The command was not sent. {failure.Reason.Message}", TimeSpan.FromSeconds(1)),
        UpstreamReplyKind.Expired when isLost => new UpstreamReply(UpstreamReplyKind.NotSent).ToFailure(elapsed),
        UpstreamReplyKind.TimedOut when isLost => CommandOutcome.Unknown(),
        UpstreamReplyKind.TimedOut when !isAwaited => CommandOutcome.Sent,
        var kind => new UpstreamReply(kind).ToFailure(elapsed),
    };

    /// <summary>A hub that has nothing to say, or says it in plain text, still has a result in JSON.</summary>
    private static ReadOnlyMemory<byte> ResultOf(ReadOnlyMemory<byte> body) =>
        body.IsEmpty ? "null"u8.ToArray() : HomeyJson.IsValid(body.Span) ? body : HomeyJson.Quote(body.Span);
}
