using System.Net.WebSockets;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Recording;

/// <summary>
/// Plays a recording in place of a hub. A connection that the hub ended is followed by the next recorded one, after the last by the first;
/// when the gateway ends one, all begins again. Thread-safe.
/// </summary>
internal sealed class ReplayStage : ITrafficStage
{
    private readonly Lock _gate = new();
    private readonly ReplayTape _tape;
    private readonly RecordingMask _mask;
    private readonly ReplayHttp _http;
    private readonly double _speed;
    private readonly TimeProvider _time;
    private int _next = 1;

    public ReplayStage(ReplayTape tape, RecordingMask mask, double speed, TimeProvider time)
    {
        _tape = tape;
        _mask = mask;
        _speed = speed;
        _time = time;
        _http = new ReplayHttp(tape, mask, () => Volatile.Read(ref _next), time);
    }

    public HttpMessageHandler Http => _http;

    public WebSocket Open(Uri url)
    {
        lock (_gate)
        {
            if (_tape.Tracks.Count == 0)
            {
                throw new WebSocketException(WebSocketError.NotAWebSocket, ReplayWords.Missing);
            }

            var number = _next;
            var track = _tape.Tracks[number - 1];
            IReplayDialect dialect = ReplayDialects.For(_tape, track);
            return new ReplaySocket(new ReplayPlayer(track, dialect, _mask, _speed, _time), isByHub => Ended(number, isByHub));
        }
    }

    private void Ended(int number, bool isByHub)
    {
        lock (_gate)
        {
            Volatile.Write(ref _next, isByHub && number < _tape.Tracks.Count ? number + 1 : 1);
            _http.Begin(_next);
        }
    }
}
