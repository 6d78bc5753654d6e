using Gateway.Upstreams.SocketIO.Transports;

namespace Gateway.Upstreams.SocketIO;

/// <summary>
/// Opens connections to one Socket.IO server. Lives as long as the hub's connector and remembers which generation it found.
/// </summary>
internal sealed class SocketIODialer
{
    /// <summary>How long a server that only takes WebSockets has to show that it speaks Engine.IO 3: it joins the root unasked.</summary>
    private static readonly TimeSpan UnaskedRoot = TimeSpan.FromSeconds(1);

    private readonly SocketIOOptions _options;
    private readonly TimeProvider _time;
    private readonly SocketIOLog _log;
    private readonly SocketIOUrls _urls;
    private readonly SocketIOUpgrades _upgrades;
    private SocketIOFinding? _found;

    public SocketIODialer(SocketIOOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _time = time;
        _log = new SocketIOLog(logger, options.Hub, options.Traffic);
        _urls = new SocketIOUrls(options, time);
        _upgrades = new SocketIOUpgrades(time, _log);
    }

    /// <summary>
    /// Dials, shakes hands and joins <see cref="SocketIOOptions.Namespace"/>. Expected failures are answers; throws only for
    /// <paramref name="cancellationToken"/>. A refusal by the server is a final <see cref="DisconnectReason.CredentialsRefused"/>
    /// together with <see cref="SocketIOOpening.Refusal"/>; a kind that knows better may judge it anew.
    /// </summary>
    /// <param name="receiver">Gets what the server sends, from the first packet on.</param>
    public async Task<SocketIOOpening> OpenAsync(ISocketIOReceiver receiver, CancellationToken cancellationToken)
    {
        try
        {
            var finding = _options.Version == SocketIOVersion.Auto
                ? _found ??= await StepAsync(new SocketIOProbe(_options, _urls).RunAsync, cancellationToken)
                : new SocketIOFinding(_options.Version, (int)_options.Version);
            var link = await StepAsync(token => OpenLinkAsync(finding, token), cancellationToken);
            var opening = await JoinAsync(new SocketIOConnection(link, _options, receiver, _time, _log), cancellationToken);
            Remember(finding, opening);
            return opening;
        }
        catch (EngineTransportException exception) when (exception.Refusal is not null)
        {
            return SocketIOOpening.Failed(exception.Reason, exception.Refusal);
        }
        catch (EngineTransportException exception)
        {
            _found = null;
            return SocketIOOpening.Failed(await ExplainAsync(exception, cancellationToken));
        }
    }

    private Task<SocketIOLink> OpenLinkAsync(SocketIOFinding finding, CancellationToken cancellationToken)
    {
        if (finding.Version == SocketIOVersion.V0)
        {
            return new LegacyHandshake(_options, _urls, _time).OpenAsync(cancellationToken);
        }

        var handshake = new SocketIOHandshake(_options, _urls, _time, _upgrades);
        return finding.Version == SocketIOVersion.Auto
            ? TryLinkAsync(handshake, finding, cancellationToken)
            : handshake.OpenAsync(new EngineRevision(EngineOf(finding.Version)), finding.Server, cancellationToken);
    }

    /// <summary>Asks for Engine.IO 4 first: later servers answer 3 with what is no WebSocket, or with silence.</summary>
    private static async Task<SocketIOLink> TryLinkAsync(SocketIOHandshake handshake, SocketIOFinding finding, CancellationToken cancellationToken)
    {
        try
        {
            return await handshake.OpenAsync(new EngineRevision(4, isCertain: false), finding.Server, cancellationToken);
        }
        catch (EngineTransportException exception) when (exception.IsNoSuchServer)
        {
            return await TryOlderAsync(handshake, finding.Doubt ?? exception.Reason, cancellationToken);
        }
    }

    private static async Task<SocketIOLink> TryOlderAsync(SocketIOHandshake handshake, DisconnectReason reason, CancellationToken cancellationToken)
    {
        try
        {
            return await handshake.OpenAsync(new EngineRevision(3), null, cancellationToken);
        }
        catch (EngineTransportException exception) when (exception.Refusal is null)
        {
            throw new EngineTransportException(reason, exception) { Status = exception.Status };
        }
    }

    private async Task<SocketIOOpening> JoinAsync(SocketIOConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await WaitForRootAsync(connection, cancellationToken);
            if (reply.Kind == UpstreamReplyKind.Yes && (connection.Revision.Number == 4 || _options.Namespace.Length > 1))
            {
                reply = await connection.JoinAsync(_options.Namespace, _options.Auth, cancellationToken);
            }

            if (reply.Kind == UpstreamReplyKind.Yes)
            {
                return SocketIOOpening.Opened(connection);
            }

            var failure = await FailureAsync(connection, reply);
            await connection.DisposeAsync();
            return failure;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<UpstreamReply> WaitForRootAsync(SocketIOConnection connection, CancellationToken cancellationToken)
    {
        if (connection.Revision is { Number: 4, IsCertain: true })
        {
            return new UpstreamReply(UpstreamReplyKind.Yes);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var limit = Task.Delay(connection.Revision.IsCertain ? _options.StepTimeout : UnaskedRoot, _time, stop.Token);
        await Task.WhenAny(connection.Root.Reply, limit);
        cancellationToken.ThrowIfCancellationRequested();
        await stop.CancelAsync();
        if (connection.Root.Reply.IsCompleted)
        {
            return await connection.Root.Reply;
        }

        if (connection.Revision.IsCertain)
        {
            return new UpstreamReply(UpstreamReplyKind.TimedOut);
        }

        connection.ExpectNoRoot();
        return new UpstreamReply(UpstreamReplyKind.Yes);
    }

    private async Task<SocketIOOpening> FailureAsync(SocketIOConnection connection, UpstreamReply reply)
    {
        switch (reply.Kind)
        {
            case UpstreamReplyKind.No:
                var words = SocketIOWords.Of(reply.Json.Span);
                return SocketIOOpening.Failed(
                    DisconnectReason.CredentialsRefused(
                        $"The server refused to join the namespace '{SocketIONamespaces.NameOf(_options.Namespace)}': \"{words}\". Check 'Token', 'Namespace' and what the hub's entry sends as query or auth."),
                    words);
            case UpstreamReplyKind.TimedOut:
                return SocketIOOpening.Failed(DisconnectReason.Unreachable(
                    $"The server opened the session but did not answer to joining the namespace '{SocketIONamespaces.NameOf(_options.Namespace)}' within {_options.StepTimeout.TotalSeconds:0.#} s. Does it have that namespace?"));
            default:
                // Whoever waits is told a moment before the connection says why it has ended.
                return SocketIOOpening.Failed(reply.Kind is UpstreamReplyKind.Lost or UpstreamReplyKind.NotSent || connection.Completion.IsCompleted
                    ? await connection.Completion
                    : DisconnectReason.HubClosed("The connection broke while the namespace was being joined."));
        }
    }

    /// <summary>What a WebSocket alone could tell; the next time it is known from the start.</summary>
    private void Remember(SocketIOFinding finding, SocketIOOpening opening)
    {
        if (finding.Version == SocketIOVersion.Auto && opening.Connection is { Revision.Number: var revision })
        {
            _found = new SocketIOFinding(revision == 3 ? SocketIOVersion.V2 : SocketIOVersion.V4, null);
        }
        else if (!opening.IsOpen && opening.Refusal is null)
        {
            _found = null;
        }
    }

    /// <summary>A wrong fixed version shows as all kinds of breakage; the cure is worth a question of its own.</summary>
    private async Task<DisconnectReason> ExplainAsync(EngineTransportException failure, CancellationToken cancellationToken)
    {
        if (_options.Version == SocketIOVersion.Auto || !_options.MayPoll || (string.Equals(failure.Reason.Name, "unreachable", StringComparison.Ordinal) && !failure.IsTimeout))
        {
            return failure.Reason;
        }

        try
        {
            var finding = await StepAsync(new SocketIOProbe(_options, _urls).RunAsync, cancellationToken);
            var found = new SocketIOGeneration(EngineOf(finding.Version), finding.Server);
            return finding.Version == SocketIOVersion.Auto || EngineOf(finding.Version) == EngineOf(_options.Version)
                ? failure.Reason
                : DisconnectReason.ProtocolFault($"The server is {found}, but 'Version' says {(int)_options.Version}. Write \"Auto\", or the server's own version.");
        }
        catch (EngineTransportException)
        {
            return failure.Reason;
        }
    }

    private async Task<T> StepAsync<T>(Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.StepTimeout, _time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await step(patience.Token);
        }
        catch (Exception exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested && exception is OperationCanceledException or EngineTransportException { InnerException: OperationCanceledException })
        {
            throw new EngineTransportException(
                DisconnectReason.Unreachable(
                    $"{_options.Url.GetLeftPart(UriPartial.Authority)} did not finish the handshake within {_options.StepTimeout.TotalSeconds:0.#} s. Is the server up, and is 'Url' its own address?"),
                exception)
            { IsTimeout = true };
        }
    }

    private static int EngineOf(SocketIOVersion version) => version switch
    {
        SocketIOVersion.V0 => 0,
        SocketIOVersion.V1 or SocketIOVersion.V2 => 3,
        _ => 4,
    };
}
