using System.Net;
using System.Net.Sockets;

namespace Gateway.Discovery;

/// <summary>Asks a network from one place in it, and hears what neighbours answer: to a port of its own, so that nobody else's traffic is read.</summary>
internal sealed class DiscoverySocket : IDisposable
{
    /// <summary>More are not read: what nobody asked for must not keep the gateway busy.</summary>
    private const int MaxMessages = 512;

    private readonly LocalPlace _place;
    private readonly IPEndPoint _target;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    /// <exception cref="SocketException">The place is gone, or cannot be asked from.</exception>
    /// <param name="place">From where.</param>
    /// <param name="target">Whom to ask.</param>
    /// <param name="hops">How far a question goes.</param>
    public DiscoverySocket(LocalPlace place, IPEndPoint target, byte hops)
    {
        _place = place;
        _target = target;
        try
        {
            _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, hops);
            _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, place.Address.GetAddressBytes());
            _socket.Bind(new IPEndPoint(place.Address, 0));
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (message.Length > 0)
        {
            await _socket.SendToAsync(message, SocketFlags.None, _target, cancellationToken);
        }
    }

    /// <summary>Takes answers until it is cancelled, or there were too many.</summary>
    public async Task ReceiveAsync(Func<ReadOnlyMemory<byte>, IPAddress, Task> takeAsync, CancellationToken cancellationToken)
    {
        var buffer = new byte[DnsMessage.MaxBytes + 1];
        for (var count = 0; count < MaxMessages; count++)
        {
            var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), cancellationToken);
            if (received.RemoteEndPoint is IPEndPoint sender && _place.IsNeighbour(sender.Address))
            {
                await takeAsync(buffer.AsMemory(0, received.ReceivedBytes), sender.Address);
            }
        }
    }

    public void Dispose() => _socket.Dispose();
}
