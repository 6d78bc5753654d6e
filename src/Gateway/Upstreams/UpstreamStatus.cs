using Gateway.Events;
using Gateway.Subscriptions;

namespace Gateway.Upstreams;

/// <summary>What the worker and its session say about the connection; each change goes on to the registry, which tells clients. Thread-safe.</summary>
internal sealed class UpstreamStatus(HubSubscriptions subscriptions, TimeProvider time)
{
    private readonly Lock _gate = new();
    private HubConnection _connection = new(HubState.Connecting, time.GetUtcNow());
    private bool _wasOpened;
    private bool _isOpen;

    public void Connecting()
    {
        lock (_gate)
        {
            // Commands go on during an attempt where they went before it, so nothing is different yet.
            var state = !_isOpen && _connection.State == HubState.Degraded ? HubState.Degraded : HubState.Connecting;
            Close(connection => connection with { State = state, NextAttempt = null });
        }
    }

    /// <summary>A session is open.</summary>
    /// <param name="version">The hub's own version.</param>
    /// <param name="notice">What does not work yet; null when all is well.</param>
    public void Opened(string? version, string? notice)
    {
        lock (_gate)
        {
            _isOpen = true;
            Change(connection => connection with
            {
                State = notice is null ? HubState.Online : HubState.Degraded,
                Reason = notice,
                NextAttempt = null,
                Version = version ?? connection.Version,
                Reconnects = connection.Reconnects + (_wasOpened ? 1 : 0),
                WasTried = true,
            });
            _wasOpened = true;
        }
    }

    public void Retrying(DisconnectReason reason, TimeSpan delay) =>
        Close(connection => connection with { State = HubState.Retrying, Reason = reason.Message, NextAttempt = time.GetUtcNow() + delay, WasTried = true });

    /// <summary>Commands go although there is no session.</summary>
    public void WithoutEvents(DisconnectReason reason, TimeSpan delay) =>
        Close(connection => connection with { State = HubState.Degraded, Reason = reason.Message, NextAttempt = time.GetUtcNow() + delay, WasTried = true });

    public void Refused(DisconnectReason reason) =>
        Close(connection => connection with { State = HubState.Refused, Reason = reason.Message, NextAttempt = null, WasTried = true });

    public void Stopped(string reason) =>
        Close(connection => connection with { State = HubState.Stopped, Reason = reason, NextAttempt = null, WasTried = true });

    /// <summary>The session is open, but the hub says that not everything works yet; null: all is well again.</summary>
    public void Notice(string? notice)
    {
        // In one step: the session's watchman may still speak while the worker tells of its end.
        lock (_gate)
        {
            if (_isOpen)
            {
                Change(connection => connection with { State = notice is null ? HubState.Online : HubState.Degraded, Reason = notice });
            }
        }
    }

    /// <summary>How long until the next attempt; null when none is due.</summary>
    public TimeSpan? UntilNextAttempt()
    {
        lock (_gate)
        {
            var left = _connection.NextAttempt - time.GetUtcNow();
            return left < TimeSpan.Zero ? TimeSpan.Zero : left;
        }
    }

    /// <summary>Why nothing will change by itself, and who must act; null while attempts go on or a session is open.</summary>
    public string? Standstill()
    {
        lock (_gate)
        {
            return _connection.State switch
            {
                HubState.Refused => $"The hub refused the gateway and is not asked again by itself: {_connection.Reason} Once that is mended, change the hub's entry or ask for a reconnect.",
                HubState.Stopped => $"The hub is not connected, and will not be by itself: {_connection.Reason}",
                _ => null,
            };
        }
    }

    public void RoundTrip(TimeSpan roundTrip) => Change(connection => connection with { RoundTrip = roundTrip });

    private void Close(Func<HubConnection, HubConnection> change)
    {
        lock (_gate)
        {
            _isOpen = false;
            Change(change);
        }
    }

    private void Change(Func<HubConnection, HubConnection> change)
    {
        lock (_gate)
        {
            var next = change(_connection);
            _connection = next.Continues(_connection.State) ? next : next with { Since = time.GetUtcNow() };
            subscriptions.ConnectionChanged(_connection);
        }
    }
}
