using System.Buffers.Text;
using System.Security.Cryptography;

namespace Gateway.DemoHubs.SocketIO.Engine;

/// <summary>
/// One Engine.IO session: what waits to be sent, which transport carries it, whether the peer lives. All members need the server's gate held.
/// </summary>
internal sealed class EngineSession : IDisposable
{
    /// <summary>When that much waits for a client it is cut off.</summary>
    public const int Capacity = 4096;

    private const long CapacityBytes = 32 * 1024 * 1024;
    private const int SidBytes = 15;

    private static readonly TimeSpan NudgePeriod = TimeSpan.FromMilliseconds(100);

    private readonly EngineServer _server;
    private readonly Queue<EnginePacket> _buffer = new();
    private readonly Heartbeat _heartbeat;
    private IEngineTransport? _transport;
    private WebSocketTransport? _probe;
    private ITimer? _upgradeLimit;
    private ITimer? _nudge;
    private long _bufferedBytes;
    private bool _upgraded;

    public EngineSession(EngineServer server, EngineRequest request)
    {
        _server = server;
        Request = request;
        Revision = server.RevisionFor(request);
        Sid = NewSid();
        _heartbeat = new Heartbeat(server, Revision, OnPingDue, OnSilence);
    }

    public string Sid { get; }

    public int Revision { get; }

    public EngineRequest Request { get; }

    public string Transport => _transport?.Name ?? "";

    /// <summary>Null after an upgrade, and where there was none to begin with.</summary>
    public PollingTransport? Polling => _transport as PollingTransport;

    public bool IsOpen { get; private set; }

    public int Pending => _buffer.Count + (_transport?.Pending ?? 0);

    /// <summary>Each message of the client, text or binary.</summary>
    public Action<EnginePacket>? Received { get; set; }

    /// <summary>Once, whoever ended it.</summary>
    public Action? Closed { get; set; }

    public static string NewSid() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SidBytes));

    public void Open(IEngineTransport transport)
    {
        _transport = transport;
        IsOpen = true;
        var options = _server.Options;
        var upgrades = transport is PollingTransport && options.WebSocket ? "\"websocket\"" : "";
        var maxPayload = options.IsLenient ? "" : $",\"maxPayload\":{options.MaxPayload}";
        Send(new EnginePacket(
            $$"""0{"sid":"{{Sid}}","upgrades":[{{upgrades}}],"pingInterval":{{(long)options.PingInterval.TotalMilliseconds}},"pingTimeout":{{(long)options.PingTimeout.TotalMilliseconds}}{{maxPayload}}}"""));
        _heartbeat.Start();
    }

    public void Send(EnginePacket packet)
    {
        if (!IsOpen)
            return;
        _buffer.Enqueue(packet);
        _bufferedBytes += packet.Size;
        if (Pending > Capacity || _bufferedBytes + _transport!.PendingBytes > CapacityBytes)
        {
            EngineLog.QueueFull(_server.Logger, Pending);
            Abort();
            return;
        }

        Flush();
    }

    /// <summary>Hands on what waits; for the session itself and for a poll which has just come.</summary>
    public void Flush()
    {
        _transport?.Flush(_buffer);
        if (_buffer.Count == 0)
            _bufferedBytes = 0;
    }

    /// <summary>Null stands for what is no packet.</summary>
    public void Receive(IEngineTransport transport, EnginePacket? packet)
    {
        if (transport == _probe)
        {
            Upgrade(packet);
            return;
        }

        if (!IsOpen || transport != _transport)
            return;
        if (packet is null || IsAgainstTheRules(packet.Type))
        {
            Fail();
            return;
        }

        _heartbeat.Received(packet.Type);
        if (packet.Type is '2')
            Send(EnginePacket.Pong);
        else if (packet.Type is '4')
            Received?.Invoke(packet);
    }

    /// <summary>In order: what was sent before still arrives. A polling client fetches the goodbye with its next GET.</summary>
    public void Close() => End(static transport => transport.Close(), keep: true);

    /// <summary>As after a breach of Engine.IO: the session is unknown from this moment on.</summary>
    public void Fail() => End(static transport => transport.Close(), keep: false);

    /// <summary>Cut without a word.</summary>
    public void Abort() => End(static transport =>
    {
        transport.Abort();
        return true;
    }, keep: false);

    /// <summary>The client, or the network, has ended that transport.</summary>
    public void Lost(IEngineTransport transport)
    {
        if (transport == _probe)
            StopProbing();
        else if (transport == _transport)
            Fail();
    }

    /// <summary>False when the session cannot be upgraded, or is being upgraded already.</summary>
    public bool TryProbe(WebSocketTransport probe)
    {
        if (!IsOpen || _probe is not null || _upgraded || _transport is WebSocketTransport)
            return false;
        _probe = probe;
        _upgradeLimit = _server.Time.CreateTimer(_ => OnUpgradeLimit(probe), state: null, _server.Options.UpgradeTimeout, Timeout.InfiniteTimeSpan);
        return true;
    }

    public void Dispose()
    {
        _heartbeat.Dispose();
        _upgradeLimit?.Dispose();
        _nudge?.Dispose();
    }

    private bool IsAgainstTheRules(char type) => !_server.Options.IsLenient && type == (Revision == 3 ? '3' : '2');

    private void Upgrade(EnginePacket? packet)
    {
        if (packet?.Text is "2probe")
        {
            _probe!.Send(new EnginePacket("3probe"));
            _nudge?.Dispose();
            _nudge = _server.Time.CreateTimer(_ => OnNudge(), state: null, NudgePeriod, NudgePeriod);
        }
        else if (packet?.Type is '5' && IsOpen)
        {
            var probe = _probe!;
            var polling = _transport!;
            ForgetProbe();
            _upgraded = true;
            _transport = probe;
            _heartbeat.Forget();
            polling.Close();
            Flush();
        }
        else
        {
            StopProbing();
        }
    }

    private void StopProbing()
    {
        _probe?.Close();
        ForgetProbe();
    }

    private void ForgetProbe()
    {
        _probe = null;
        _upgradeLimit?.Dispose();
        _nudge?.Dispose();
    }

    private void End(Func<IEngineTransport, bool> farewell, bool keep)
    {
        if (!IsOpen)
        {
            // A closing session which was kept for its goodbye goes with it.
            _server.Forget(this);
            return;
        }

        // What was sent before the end leaves first, so the buffer is handed over while the session still counts.
        Flush();
        IsOpen = false;
        StopProbing();
        if (farewell(_transport!) || !keep)
            _server.Forget(this);
        Dispose();
        Closed?.Invoke();
    }

    private void OnPingDue()
    {
        lock (_server.Gate)
        {
            if (!IsOpen)
                return;
            Send(EnginePacket.Ping);
            if (IsOpen)
                _heartbeat.Sent();
        }
    }

    private void OnSilence()
    {
        lock (_server.Gate)
            Fail();
    }

    private void OnUpgradeLimit(WebSocketTransport probe)
    {
        lock (_server.Gate)
        {
            if (_probe == probe)
                StopProbing();
        }
    }

    private void OnNudge()
    {
        lock (_server.Gate)
            (_transport as PollingTransport)?.Nudge();
    }
}
