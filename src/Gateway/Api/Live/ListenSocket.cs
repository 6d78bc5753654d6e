using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Gateway.Api.Live;

/// <summary>
/// What the kernel holds for a client that reads nothing is stale and cannot be taken back; by itself it takes megabytes. Accepted
/// sockets inherit the listening one's size, which Linux doubles. Less than this, doubled, is less than two segments of the loopback
/// interface, of which the second has the first acknowledged at once: with 32 KB a client or proxy on this machine got 64 KB every 40 ms
/// and no more.
/// </summary>
internal static class ListenSocket
{
    private const int SendBuffer = 64 * 1024;

    public static Socket Create(EndPoint endpoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        socket.SendBufferSize = SendBuffer;
        return socket;
    }
}
