using Gateway.DemoHubs.Listening;

namespace Gateway.DemoHubs.SocketIO.Engine;

/// <summary>EIO4: the server pings and waits for the pong. EIO3: the client pings, the server only counts the silence. For a frozen hub no time passes.</summary>
internal sealed class Heartbeat : IDisposable
{
    private static readonly TimeSpan FrozenStep = TimeSpan.FromMilliseconds(100);

    private readonly EngineOptions _options;
    private readonly FreezeGate _gate;
    private readonly int _revision;
    private readonly Action _ping;
    private readonly Action _expired;
    private readonly ITimer _next;
    private readonly ITimer _deadline;
    private bool _waiting;
    private bool _extended;

    /// <summary>The two actions run on a timer's thread.</summary>
    public Heartbeat(EngineServer server, int revision, Action ping, Action expired)
    {
        _options = server.Options;
        _gate = server.Freeze;
        _revision = revision;
        _ping = ping;
        _expired = expired;
        _next = server.Time.CreateTimer(_ => OnNext(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _deadline = server.Time.CreateTimer(_ => OnDeadline(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Patience => _revision == 3 ? _options.PingInterval + _options.PingTimeout : _options.PingTimeout;

    public void Start()
    {
        if (_revision == 3)
            Set(_deadline, Patience);
        else
            Set(_next, _options.PingInterval);
    }

    /// <summary>The ping has been handed to the transport: from now on a pong is due.</summary>
    public void Sent()
    {
        _waiting = true;
        _extended = false;
        Set(_deadline, Patience);
    }

    public void Received(char type)
    {
        if (_revision == 3)
        {
            // 2.x counts anything as life, 4.x for its EIO3 clients only pings.
            if (_options.IsLenient || type is '2')
                Set(_deadline, Patience);
        }
        else if (type is '3')
        {
            _waiting = false;
            Forget();
            Set(_next, _options.PingInterval);
        }
        else if (_waiting && !_extended)
        {
            _extended = true;
            Set(_deadline, Patience);
        }
    }

    /// <summary>A new transport owes no pong for what the old one was asked.</summary>
    public void Forget() => Set(_deadline, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _next.Dispose();
        _deadline.Dispose();
    }

    private static void Set(ITimer timer, TimeSpan due) => timer.Change(due, Timeout.InfiniteTimeSpan);

    private void OnNext()
    {
        if (_gate.IsFrozen)
            Set(_next, FrozenStep);
        else
            _ping();
    }

    private void OnDeadline()
    {
        if (_gate.IsFrozen)
            Set(_deadline, Patience);
        else
            _expired();
    }
}
