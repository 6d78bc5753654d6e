using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.Pryv;

/// <summary>A connection that has entered an account.</summary>
/// <param name="Connection">Whose namespace is joined.</param>
/// <param name="Namespace">The account's.</param>
/// <param name="Dialect">What the server speaks.</param>
/// <param name="Redaction">Takes our token out of its words.</param>
internal sealed record PryvLink(SocketIOConnection Connection, string Namespace, PryvDialect Dialect, TokenRedaction Redaction)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    public required TimeProvider Time { get; init; }

    /// <summary>Told how long the server took for an answer.</summary>
    public required Action<TimeSpan> RoundTrip { get; init; }

    /// <inheritdoc cref="PryvCall"/>
    public async Task<PryvAnswer> CallAsync(string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken)
    {
        var asked = Time.GetTimestamp();
        using var limit = new CancellationTokenSource(AnswerTimeout, Time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var reply = await Connection.SendAsync(SocketIORequest.Event(Namespace, method, PryvCommands.Array(parameters.Span)), patience.Token);
        cancellationToken.ThrowIfCancellationRequested();
        if (reply.Kind == UpstreamReplyKind.Yes)
        {
            RoundTrip(Time.GetElapsedTime(asked));
        }

        return PryvAnswer.From(reply);
    }
}
