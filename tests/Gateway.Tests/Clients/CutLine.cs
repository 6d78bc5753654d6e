using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Clients;

/// <summary>A line to a server that can be cut and comes back at the same address. Cut connections are reset, as by a power cut on the way; new ones are until it is back.</summary>
internal sealed class CutLine : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly HashSet<Socket> _sockets = [];
    private readonly Uri _target;
    private readonly Task _accepting;
    private bool _isCut;

    private CutLine(Uri target)
    {
        _target = target;
        _listener.Start();
        Url = new UriBuilder(target) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    public static CutLine Start(Uri target) => new(target);

    public void Cut()
    {
        lock (_gate)
        {
            _isCut = true;
            foreach (var socket in _sockets)
            {
                Reset(socket);
            }

            _sockets.Clear();
        }
    }

    public void Restore()
    {
        lock (_gate)
        {
            _isCut = false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        await _ended.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        var lines = new List<Task>();
        try
        {
            while (true)
            {
                lines.Add(CarryAsync(await _listener.AcceptSocketAsync(_ended.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(lines);
        }
    }

    private async Task CarryAsync(Socket near)
    {
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (near)
        {
            try
            {
                if (!TryKeep(near))
                {
                    return;
                }

                await far.ConnectAsync(_target.Host, _target.Port, _ended.Token);
                if (TryKeep(far))
                {
                    await Task.WhenAny(CopyAsync(near, far), CopyAsync(far, near)).Unwrap();
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // An end of the line has gone; so has the other now.
            }
            finally
            {
                Drop(near);
                Drop(far);
            }
        }
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        try
        {
            var buffer = new byte[16 * 1024];
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // As when it ends in good order: the caller closes both.
        }
    }

    private bool TryKeep(Socket socket)
    {
        lock (_gate)
        {
            if (_isCut)
            {
                Reset(socket);
                return false;
            }

            return _sockets.Add(socket);
        }
    }

    private void Drop(Socket socket)
    {
        lock (_gate)
        {
            _sockets.Remove(socket);
        }
    }

    private static void Reset(Socket socket)
    {
        socket.LingerState = new LingerOption(enable: true, 0);
        socket.Dispose();
    }
}
