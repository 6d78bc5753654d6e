using System.Collections.Concurrent;

namespace Gateway.Commands;

/// <summary>
/// Takes a client's HTTP request to its hub: so many at once, and what changes something goes at the rate of commands. Thread-safe.
/// </summary>
internal sealed class HttpRouter(CommandRouter commands, CommandMetrics metrics, TimeProvider time)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>One per hub that there ever was, so as many as a person configures.</summary>
    private readonly ConcurrentDictionary<string, HttpLane> _lanes = new(StringComparer.Ordinal);

    /// <summary>Sends a request to a hub that exists and hands the reply on; throws as <see cref="IHttpTarget.SendHttpAsync"/> does.</summary>
    /// <param name="call">Which.</param>
    /// <param name="client">Whose bucket it counts in.</param>
    /// <param name="passOnAsync">Called once; the request counts as under way until it is done. The reply is valid for as long.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    public async Task SendAsync(HttpCall call, string client, Func<HttpReply, Task> passOnAsync, CancellationToken cancellationToken)
    {
        var accepted = time.GetTimestamp();
        var lane = _lanes.GetOrAdd(call.Hub, static _ => new HttpLane());
        if (!lane.TryEnter(client, call.IsRead))
        {
            var refusal = TooMany(call);
            metrics.CountRequest(call.Hub, refusal);
            await passOnAsync(HttpReply.Failed(refusal));
            return;
        }

        try
        {
            using var reply = await SendAsync(call, client, cancellationToken);
            metrics.CountRequest(call.Hub, reply.Failure);
            await passOnAsync(reply.Failure is { } failure ? HttpReply.Failed(failure with { Elapsed = time.GetElapsedTime(accepted) }) : reply);
        }
        finally
        {
            lane.Leave(client, call.IsRead);
        }
    }

    private async Task<HttpReply> SendAsync(HttpCall call, string client, CancellationToken cancellationToken)
    {
        if (!call.IsRead && commands.Admit(call.Hub, client) is { } refusal)
        {
            return HttpReply.Failed(refusal);
        }

        if (commands.TargetOf(call.Hub) is not IHttpTarget target)
        {
            return HttpReply.Failed(CommandOutcome.Offline($"Hub '{call.Hub}' is not configured any more.", null));
        }

        var reply = await target.SendHttpAsync(call, cancellationToken);
        if (reply.Answer?.IsBusy(time, out var retryAfter) == true)
        {
            commands.HubIsBusy(call.Hub, retryAfter);
        }

        return reply;
    }

    private static CommandOutcome TooMany(HttpCall call) => CommandOutcome.Limited(
        $"{HttpLane.MaxAtOnce} HTTP requests that {(call.IsRead ? "read" : "change something")} are under way to hub '{call.Hub}' already, or {HttpLane.MaxOfOne} of this client's; this one was not sent.", RetryAfter);
}
