using Gateway.Commands;
using Gateway.Subscriptions;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams;

/// <summary>
/// One hub's ports to the core that stand whether a session is open or not. Without one, and where the kind knows no way beside
/// it, a command is not sent: commands are never queued. Topics are asked of each session itself (<see cref="IWatchSession"/>).
/// </summary>
internal sealed class UpstreamLink(string hub, IUpstreamConnector connector) : IUpstreamWatch, ICommandTarget, IHttpTarget
{
    /// <summary>A person must act first, so that it makes no sense to ask often.</summary>
    private static readonly TimeSpan WhileAtAStandstill = TimeSpan.FromMinutes(1);

    private volatile IUpstreamSession? _session;
    private volatile CommandsOnly? _commands;
    private CancellationTokenSource _reconnect = new();
    private CancellationTokenSource _wayEnds = new();

    /// <summary>The open session; set and cleared by the worker.</summary>
    public IUpstreamSession? Session
    {
        get => _session;
        set
        {
            _session = value;
            EndRequestsWithoutAWay();
        }
    }

    /// <summary>What takes commands while there is no session; set and cleared by the worker.</summary>
    public CommandsOnly? Commands
    {
        get => _commands;
        set
        {
            _commands = value;
            EndRequestsWithoutAWay();
        }
    }

    /// <summary>What HTTP requests go by.</summary>
    public HubHttpStreams? Http { get; init; }

    /// <summary>When an attempt is due, so that a refused command can say when to come back.</summary>
    public Func<TimeSpan?> UntilNextAttempt { get; set; } = static () => null;

    /// <summary>Why nothing will change by itself, as a sentence; null when another attempt is due or under way.</summary>
    public Func<string?> Standstill { get; set; } = static () => null;

    /// <summary>Cancelled when a person asks for a reconnect.</summary>
    public CancellationToken ReconnectRequested => _reconnect.Token;

    public TopicPlanning Plan(string topic) => connector.Plan(topic);

    public Task<CommandOutcome> SendAsync(Command command, CancellationToken cancellationToken) =>
        _session?.SendAsync(command, cancellationToken)
        ?? _commands?.SendAsync(command, cancellationToken)
        ?? Task.FromResult(Offline("command was not sent and is not kept"));

    public Task<CommandOutcome> WriteRawAsync(ReadOnlyMemory<byte> packet, CancellationToken cancellationToken) => _session switch
    {
        IRawWriter writer => writer.WriteRawAsync(packet, cancellationToken),
        null when _commands is null => Task.FromResult(Offline("packet was not written")),
        _ => Task.FromResult(CommandOutcome.Invalid($"Hub '{hub}' does not speak Socket.IO, so no raw packet can be written to it; send a command.")),
    };

    /// <inheritdoc/>
    /// <remarks>It ends with the session, or with what stood in for it: what a hub's entry allowed must not go on under another.</remarks>
    public async Task<HttpReply> SendHttpAsync(HttpCall call, CancellationToken cancellationToken)
    {
        if (Http is null || connector is not IHttpUpstream upstream)
        {
            return HttpReply.Failed(CommandOutcome.Invalid($"Hub '{hub}' is a Socket.IO server and has no HTTP API that requests could be passed through to; send a command or a raw packet."));
        }

        // In this order: a session that ends in between is then noticed.
        var ended = _wayEnds.Token;
        return HasWay && upstream.HttpApi is { } api
            ? await UpstreamHttp.SendAsync(Http, api, call, ended, cancellationToken)
            : HttpReply.Failed(Offline("request was not sent"));
    }

    public void Reconnect() => Interlocked.Exchange(ref _reconnect, new CancellationTokenSource()).Cancel();

    private bool HasWay => _session is not null || _commands is not null;

    private void EndRequestsWithoutAWay()
    {
        if (!HasWay)
        {
            Interlocked.Exchange(ref _wayEnds, new CancellationTokenSource()).Cancel();
        }
    }

    private CommandOutcome Offline(string what) => Standstill() is { } standstill
        ? CommandOutcome.Offline($"The {what}. {standstill}", WhileAtAStandstill)
        : CommandOutcome.Offline($"There is no session to hub '{hub}' at the moment; the {what}. Its status says why.", UntilNextAttempt());
}
