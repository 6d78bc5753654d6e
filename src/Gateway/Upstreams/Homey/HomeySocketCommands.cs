using System.Text.Json;
using Gateway.Commands;

namespace Gateway.Upstreams.Homey;

/// <summary>Commands over the socket: <c>api</c> with a URI, one of its operations, and the operation's arguments. Each is written once at most.</summary>
internal sealed class HomeySocketCommands(HomeyCalls calls, HomeyErrands errands, TimeProvider time, HomeySessionLog log)
{
    private static readonly byte[] NoArguments = "{}"u8.ToArray();

    /// <param name="command">As the client gave it.</param>
    /// <param name="read">Its name, read.</param>
    /// <param name="cancellationToken">The caller's time limit.</param>
    public async Task<CommandOutcome> SendAsync(Command command, HomeyCommand read, CancellationToken cancellationToken)
    {
        var args = command.Args.IsEmpty ? NoArguments : command.Args;
        if (!HomeyJson.IsValid(args.Span, JsonTokenType.StartObject))
        {
            return CommandOutcome.Invalid("The arguments of an operation are one JSON object, such as {\"deviceId\":\"…\",\"capabilityId\":\"onoff\",\"value\":true}.");
        }

        var asked = time.GetTimestamp();
        if (!command.Wait)
        {
            return await SendOnlyAsync(command, read, args, cancellationToken);
        }

        var reply = await calls.AskAsync(calls.Api(read.Target, read.Operation, args, expiresAt: command.ExpiresAt), cancellationToken);
        TellIfBusy(command, reply);
        return reply switch
        {
            { Ack: { Error: null } ack } => CommandOutcome.Ok(ack.Result),
            { Ack.Error: { } error } => CommandOutcome.Rejected($"The Homey refused: {error.Words}", error.Json),
            _ => Failure(reply, time.GetElapsedTime(asked)),
        };
    }

    private async Task<CommandOutcome> SendOnlyAsync(Command command, HomeyCommand read, ReadOnlyMemory<byte> args, CancellationToken cancellationToken)
    {
        var request = calls.Api(read.Target, read.Operation, args, wantsAck: errands.HasRoom, command.ExpiresAt);
        var limit = new CancellationTokenSource(HomeyCalls.AnswerTimeout, time);
        var patience = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var answering = AnswerAsync();
        errands.Add(answering);
        await Task.WhenAny(request.WrittenOrEnded, answering);
        var isOver = request.Reply.IsCompleted || answering.IsCompleted;
        return isOver && (await answering).Kind is not (UpstreamReplyKind.Yes or UpstreamReplyKind.TimedOut or UpstreamReplyKind.Lost)
            ? Failure(await answering, TimeSpan.Zero)
            : CommandOutcome.Sent;

        async Task<HomeyReply> AnswerAsync()
        {
            using (limit)
            using (patience)
            {
                var reply = await calls.AskAsync(request, patience.Token);
                TellIfBusy(command, reply);
                if (reply.Ack?.Error is { } error)
                {
                    log.RefusedAfterSent(command.Name, error.Words);
                }

                return reply;
            }
        }
    }

    private static void TellIfBusy(Command command, HomeyReply reply)
    {
        if (reply.Ack?.Error is { IsBusy: true })
        {
            command.HubIsBusy?.Invoke(null);
        }
    }

    private static CommandOutcome Failure(HomeyReply reply, TimeSpan elapsed) => reply.Kind == UpstreamReplyKind.No
        ? CommandOutcome.Invalid(reply.Fault ?? "It cannot be sent.")
        : new UpstreamReply(reply.Kind).ToFailure(elapsed);
}
