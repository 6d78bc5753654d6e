using System.Net;
using System.Net.Sockets;

namespace Gateway.DemoHubs.Listening;

/// <summary>
/// Holds a port while nobody listens on it. Without it a client that dials the closed port again and again is in time given that very port as its own,
/// connects to itself, and the hub cannot come back.
/// </summary>
internal sealed class PortReservation : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public PortReservation(int port)
    {
        try
        {
            _socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        }
        catch (SocketException)
        {
            // The port is better unguarded than the hub dead: listening again reports a port which is really lost.
        }
    }

    public void Dispose() => _socket.Dispose();
}
