using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Discovery;

/// <summary>A machine on a network of its own, loopback: hears what is asked, and answers what the test says.</summary>
internal sealed class Responder : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<byte[]> _asked = new();
    private readonly Task _running;

    /// <param name="answer">The answers to a question; none: silence.</param>
    public Responder(Func<byte[], IEnumerable<byte[]>> answer)
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _running = RunAsync(answer);
    }

    public IPEndPoint Place => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Every question that came, as it came.</summary>
    public IReadOnlyCollection<byte[]> Asked => _asked;

    public static Responder Silent() => new(static _ => []);

    /// <summary>A question's id, to be repeated in the answer.</summary>
    public static ushort IdOf(byte[] question) => (ushort)((question[0] << 8) | question[1]);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _socket.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync(Func<byte[], IEnumerable<byte[]>> answer)
    {
        var buffer = new byte[9000];
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stopping.Token);
                var question = buffer[..received.ReceivedBytes];
                _asked.Enqueue(question);
                foreach (var bytes in answer(question))
                {
                    await _socket.SendToAsync(bytes, SocketFlags.None, received.RemoteEndPoint, _stopping.Token);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The test is over.
        }
    }
}
