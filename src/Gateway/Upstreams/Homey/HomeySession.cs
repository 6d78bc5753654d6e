using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Subscriptions;
using Gateway.Upstreams.SocketIO;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Homey;

/// <summary>
/// One login at a Homey, from the namespace joined to its end. It ends with the login: renewing that inside would hide from
/// clients that events were missed, while a new session makes good what has state and says of the rest that it was lost.
/// </summary>
internal sealed class HomeySession : IUpstreamSession, IRawWriter
{
    private readonly SocketIOConnection _connection;
    private readonly HomeyFeed _feed;
    private readonly HomeyUris _uris;
    private readonly HomeyLister _lister;
    private readonly HomeyHouse _house;
    private readonly HomeySocketCommands _socketCommands;
    private readonly HomeyHttpCommands _httpCommands;
    private readonly HomeyErrands _errands = new();
    private readonly HomeySessionLog _log;
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationToken _ended;
    private readonly Task _work;

    public HomeySession(HomeyLogin login, HomeyFeed feed, HomeyOptions options, UpstreamStatus status, TimeProvider time, HomeySessionLog log)
    {
        _connection = login.Connection;
        _feed = feed;
        _log = log;
        _ended = _ending.Token;
        Version = login.Found.Version is { } version ? $"{version}, {login.Connection.Generation}" : login.Connection.Generation.ToString();
        var calls = new HomeyCalls(login.Connection, login.Namespace, login.Token, login.Doubt, time);
        _uris = new HomeyUris(feed.Stream, calls);
        _lister = new HomeyLister(calls, _uris, feed, log);
        _house = new HomeyHouse(_uris, _lister, status, time, log);
        _socketCommands = new HomeySocketCommands(calls, _errands, time, log);
        _httpCommands = new HomeyHttpCommands(login.Http, login.Found, login.Token, calls, _errands, time, log);
        var watchman = new HomeyWatchman(login.Connection, calls, _lister, _uris, login.Reader, options, status, time, log);
        status.RoundTrip(login.Found.RoundTrip);
        login.Reader.Attach(new HomeyRoute(login.Connection, login.Namespace, _uris, _house));
        _work = Task.WhenAll(GuardAsync(_house.RunAsync(_ended)), GuardAsync(watchman.RunAsync(_ended)));
    }

    public string? Version { get; }

    public string? Notice => _house.Notice;

    public long FramesRead => _connection.PacketsRead;

    public async Task<DisconnectReason> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _connection.Completion.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return DisconnectReason.Stopping;
        }
    }

    public async Task<WatchOutcome> WatchAsync(string upstreamKey, CancellationToken cancellationToken)
    {
        if (upstreamKey is HomeyTopics.AllDevices)
        {
            return await _house.WatchAsync(cancellationToken);
        }

        var outcome = await _uris.AcquireAsync(upstreamKey, cancellationToken);
        if (!outcome.IsLive || !upstreamKey.StartsWith(HomeyTopics.DevicePrefix, StringComparison.Ordinal))
        {
            return outcome;
        }

        // Only a list that was asked for after the hub had said yes leaves no hole between itself and the events.
        var listing = await _lister.ListAsync();
        if (!listing.Outcome.IsLive)
        {
            await _uris.ReleaseAsync(upstreamKey);
        }

        return listing.Outcome;
    }

    public async Task UnwatchAsync(string upstreamKey, CancellationToken cancellationToken)
    {
        await (upstreamKey is HomeyTopics.AllDevices ? _house.UnwatchAsync(cancellationToken) : _uris.ReleaseAsync(upstreamKey).WaitAsync(cancellationToken));
        using (_feed.Stream.Enter())
        {
            _feed.Devices.Forget(id => _uris.IsHeld([.. HomeyTopics.DevicePrefixUtf8, .. id]));
        }
    }

    public async Task<CommandOutcome> SendAsync(Command command, CancellationToken cancellationToken)
    {
        if (!HomeyCommand.TryRead(command.Name, out var read, out var refusal))
        {
            return CommandOutcome.Invalid(refusal);
        }

        return read.Method is null
            ? await _socketCommands.SendAsync(command, read, cancellationToken)
            : await _httpCommands.SendAsync(command, read, _ended, cancellationToken);
    }

    public Task<CommandOutcome> WriteRawAsync(ReadOnlyMemory<byte> packet, CancellationToken cancellationToken) =>
        HomeyMessages.RefusalOfRaw(packet.Span) is { } refusal
            ? Task.FromResult(CommandOutcome.Invalid(refusal))
            : _connection.WriteRawAsync(packet, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _connection.DisposeAsync();
        await _work;
        await _errands.UntilDoneAsync();
        _ending.Dispose();
    }

    /// <summary>A session that is watched by nobody would look healthy and tell nothing.</summary>
    private async Task GuardAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception exception)
        {
            _log.Failed(exception);
            _connection.Abort(DisconnectReason.Internal);
        }
    }
}

/// <summary>What a session begins with.</summary>
/// <param name="Namespace">As the handshake named it.</param>
internal sealed record HomeyLogin(
    SocketIOConnection Connection, string Namespace, HomeyFound Found, HomeyReader Reader, Secret Token, HubHttp Http, HomeyDoubt Doubt);
