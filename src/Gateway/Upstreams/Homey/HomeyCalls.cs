using Gateway.Configuration;
using Gateway.Subscriptions;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.Homey;

/// <summary>What a session asks over its socket, in the namespace that the handshake named. Thread-safe.</summary>
internal sealed class HomeyCalls(SocketIOConnection connection, string namespaceName, Secret token, HomeyDoubt doubt, TimeProvider time)
{
    /// <summary>As the vendor's own client allows.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A large house on a small machine takes its time for the list of devices.</summary>
    public static readonly TimeSpan ListTimeout = TimeSpan.FromSeconds(30);

    public async Task<WatchOutcome> SubscribeAsync(string uri)
    {
        var reply = await AskAsync(SocketIORequest.Event(namespaceName, "subscribe", HomeyMessages.Uri(uri)), AnswerTimeout);
        if (reply.Kind == UpstreamReplyKind.TimedOut)
        {
            // It may come into force after all; nobody would hear its events, and who asks again starts from nothing.
            await UnsubscribeAsync(uri);
        }

        return reply.ToWatchOutcome(AnswerTimeout);
    }

    /// <summary>Returns when it is written; the hub does not answer it.</summary>
    public Task UnsubscribeAsync(string uri) =>
        AskAsync(SocketIORequest.Event(namespaceName, "unsubscribe", HomeyMessages.Uri(uri), wantsAck: false), AnswerTimeout);

    public Task<HomeyReply> ListDevicesAsync() => AskAsync(Api(HomeyTopics.DevicesManager, "getDevices", "{}"u8.ToArray()), ListTimeout);

    /// <summary>Asks what costs the hub little and clients have no hand in.</summary>
    public async Task<HomeyReply> ProbeAsync()
    {
        using var patience = new CancellationTokenSource(AnswerTimeout, time);
        return await AskAsync(Api("homey:manager:system", "getInfo", "{}"u8.ToArray()), isProbe: true, patience.Token);
    }

    /// <param name="args">A JSON object.</param>
    /// <param name="wantsAck">False: nobody wants to know what the hub says.</param>
    public SocketIORequest Api(string uri, string operation, ReadOnlyMemory<byte> args, bool wantsAck = true, DateTimeOffset? expiresAt = null) =>
        SocketIORequest.Event(namespaceName, "api", HomeyMessages.Api(uri, operation, args), wantsAck, expiresAt);

    public async Task<HomeyReply> AskAsync(SocketIORequest request, TimeSpan limit)
    {
        using var patience = new CancellationTokenSource(limit, time);
        return await AskAsync(request, patience.Token);
    }

    /// <param name="cancellationToken">The caller's time limit.</param>
    public Task<HomeyReply> AskAsync(SocketIORequest request, CancellationToken cancellationToken) => AskAsync(request, isProbe: false, cancellationToken);

    /// <summary>The hub says 401, here or over HTTP.</summary>
    public void Doubt(HomeyError error) => Doubt(error, isProbe: false);

    private async Task<HomeyReply> AskAsync(SocketIORequest request, bool isProbe, CancellationToken cancellationToken)
    {
        var reply = await connection.SendAsync(request, cancellationToken);
        if (reply.Kind != UpstreamReplyKind.Yes || !request.IsAwaited)
        {
            return new HomeyReply(reply.Kind, null) { Fault = reply.Kind == UpstreamReplyKind.No ? HomeyJson.StringOf(reply.Json.Span) : null };
        }

        var ack = HomeyAck.Read(reply.Json, token);
        if (ack.Error is { IsAuthentication: true } error)
        {
            Doubt(error, isProbe);
        }
        else if (isProbe)
        {
            doubt.Trust();
        }

        return new HomeyReply(reply.Kind, ack);
    }

    private void Doubt(HomeyError error, bool isProbe)
    {
        if (doubt.TryRaise(isProbe))
        {
            connection.Abort(HomeyReasons.Doubtful(error.Words));
        }
    }
}
