namespace Gateway.Upstreams.SocketIO;

/// <summary>
/// Opens connections to one Socket.IO server. Lives as long as the hub's connector and remembers which generation it found.
/// </summary>
internal sealed class SocketIODialer(SocketIOOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>
    /// Dials, shakes hands and joins <see cref="SocketIOOptions.Namespace"/>. Expected failures are answers; throws only for
    /// <paramref name="cancellationToken"/>. A refusal by the server is a final <see cref="DisconnectReason.CredentialsRefused"/>
    /// together with <see cref="SocketIOOpening.Refusal"/>; a kind that knows better may judge it anew.
    /// </summary>
    /// <param name="receiver">Gets what the server sends, from the first packet on.</param>
    public Task<SocketIOOpening> OpenAsync(ISocketIOReceiver receiver, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{options.Url} {time} {logger}");
}
