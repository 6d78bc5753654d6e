using Gateway.Commands;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Api;

/// <summary>Passes a hub's answer on to the client, piece by piece, as fast as the client takes it.</summary>
internal static class HttpPassThroughAnswer
{
    /// <summary>How long a client may take for one piece.</summary>
    private static readonly TimeSpan PieceLimit = TimeSpan.FromSeconds(100);

    public static async Task WriteAsync(HttpContext context, HttpReply reply, TimeProvider time)
    {
        if (reply.Answer is { } answer)
        {
            await WriteAsync(context, answer, time);
            return;
        }

        await Explain(reply).ExecuteAsync(context);
    }

    private static Problem Explain(HttpReply reply) => reply.Failure switch
    {
        null => Problem.BadAnswer(reply.Fault!),
        { Status: CommandStatus.Invalid } invalid => Problem.Invalid(invalid.Detail!),
        var failure => Problem.From(failure),
    };

    private static async Task WriteAsync(HttpContext context, HttpAnswer answer, TimeProvider time)
    {
        var response = context.Response;

        // An error without a body is the hub's own, too.
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
        {
            pages.Enabled = false;
        }

        response.StatusCode = answer.Status;
        HttpPassThroughHeaders.Give(response, answer.Headers);
        var hasBody = answer.Status is not (204 or 205 or 304);
        response.ContentLength = hasBody ? answer.Length : null;
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await response.StartAsync(context.RequestAborted);
            if (hasBody && !HttpMethods.IsHead(context.Request.Method))
            {
                await CopyAsync(context, answer, time);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client has gone, or takes nothing.
            context.Abort();
        }
    }

    private static async Task CopyAsync(HttpContext context, HttpAnswer answer, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        while (true)
        {
            if (await answer.ReadAsync() is not { } piece)
            {
                // Cut, so that nobody takes the half of it for the whole.
                context.Abort();
                return;
            }

            if (piece.IsEmpty)
            {
                return;
            }

            limit.CancelAfter(PieceLimit);
            await context.Response.Body.WriteAsync(piece, ending.Token);
            limit.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }
}
