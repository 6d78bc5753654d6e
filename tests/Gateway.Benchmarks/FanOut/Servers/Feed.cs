using System.Net;
using System.Net.Sockets;
using Gateway.Benchmarks.FanOut.Load;

namespace Gateway.Benchmarks.FanOut.Servers;

/// <summary>Where a server under test takes its events from. The bytes are made beforehand; only the stamp is written into them.</summary>
internal abstract class Feed : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _frame;
    private readonly int _stampAt;
    private Task _accepting = Task.CompletedTask;
    private volatile Socket? _socket;

    protected Feed(byte[] frame)
    {
        _frame = frame;
        _stampAt = Stamp.Find(frame);
        _listener.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The number of the last event sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Completes when the server listens to its feed.</summary>
    public Task Ready => _ready.Task;

    public void Start() => _accepting = AcceptAsync();

    /// <summary>Sends the next event; <paramref name="time"/> is when it was to be sent.</summary>
    public void Send(long time)
    {
        Stamp.Write(_frame.AsSpan(_stampAt), ++Sent, time);
        _socket!.Send(_frame);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    /// <summary>Speaks with the server until it goes, and says when it may be sent events.</summary>
    protected abstract Task ServeAsync(NetworkStream stream, Action isReady, CancellationToken cancellationToken);

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var socket = await _listener.AcceptSocketAsync(_stop.Token);
                socket.NoDelay = true;
                socket.SendTimeout = 20_000;
                await using var stream = new NetworkStream(socket);
                await ServeAsync(stream, () => IsReady(socket), _stop.Token);
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // The server has gone, or is wanted no more.
            }
        }
    }

    private void IsReady(Socket socket)
    {
        _socket = socket;
        _ready.TrySetResult();
    }
}
