using System.Buffers;
using Gateway.Configuration;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.Homey;

/// <summary>The login over an open connection: <c>handshakeClient</c> in the root, then the namespace which the hub names.</summary>
/// <param name="Namespace">Empty when it failed.</param>
/// <param name="Reason">Why it failed.</param>
internal sealed record HomeyHandshake(string Namespace, DisconnectReason? Reason)
{
    private const string Root = "/";
    private const int MaxNamespace = 256;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly SearchValues<char> NotInNames = SearchValues.Create(",? \"\\");

    /// <summary>What the hub said where it refused the token; null where it failed otherwise.</summary>
    public HomeyError? Refusal { get; private init; }

    /// <summary>Throws only for <paramref name="cancellationToken"/>.</summary>
    public static async Task<HomeyHandshake> RunAsync(
        SocketIOConnection connection, Secret token, string homeyId, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var reply = await connection.SendAsync(
            SocketIORequest.Event(Root, "handshakeClient", HomeyMessages.Handshake(token.Reveal(), homeyId)), patience.Token);
        cancellationToken.ThrowIfCancellationRequested();
        if (reply.Kind != UpstreamReplyKind.Yes)
        {
            return Failed(await WhyNoAnswerAsync(connection, reply.Kind));
        }

        var ack = HomeyAck.Read(reply.Json, token);
        if (ack.Error is { } error)
        {
            return error.IsAuthentication
                ? Failed(HomeyReasons.TokenRefused(error.Words)) with { Refusal = error }
                : Failed(HomeyReasons.LoginRefused(error.Words));
        }

        return HomeyJson.StringOf(HomeyJson.Member(ack.Result.Span, "namespace"u8)) is { } name && IsName(name)
            ? await JoinAsync(connection, name, token, cancellationToken)
            : Failed(DisconnectReason.NotTheHub("What answered took the login but named no namespace, as a Homey does. Is 'Url' the Homey's own address?"));
    }

    private static async Task<HomeyHandshake> JoinAsync(SocketIOConnection connection, string name, Secret token, CancellationToken cancellationToken)
    {
        var reply = await connection.JoinAsync(name, default, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return reply.Kind switch
        {
            UpstreamReplyKind.Yes => new HomeyHandshake(name, null),
            UpstreamReplyKind.No => Failed(HomeyReasons.NamespaceRefused(HomeyError.Of(reply.Json.Span, token).Words)),
            _ => Failed(await WhyNoAnswerAsync(connection, reply.Kind)),
        };
    }

    private static async Task<DisconnectReason> WhyNoAnswerAsync(SocketIOConnection connection, UpstreamReplyKind kind) =>
        kind is UpstreamReplyKind.TimedOut or UpstreamReplyKind.Expired or UpstreamReplyKind.No || !connection.Completion.IsCompleted
            ? DisconnectReason.Unreachable($"The Homey opened the connection but did not finish the login within {Limit.TotalSeconds:0} s. It may still be starting.")
            : await connection.Completion;

    private static bool IsName(string name) =>
        name.Length <= MaxNamespace && name.StartsWith('/') && !name.AsSpan().ContainsAny(NotInNames) && !name.Any(char.IsControl);

    private static HomeyHandshake Failed(DisconnectReason reason) => new("", reason);
}
