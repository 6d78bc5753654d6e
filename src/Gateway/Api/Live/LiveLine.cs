using System.Net.Sockets;

namespace Gateway.Api.Live;

/// <summary>An upgraded connection.</summary>
/// <param name="Input">What the client sends.</param>
/// <param name="Output">To the client, behind what the HTTP server wrote itself.</param>
/// <param name="Socket">The socket itself, where nothing lies between it and <paramref name="Output"/>; null with TLS.</param>
/// <param name="Abort">Cuts the connection.</param>
internal sealed record LiveLine(Stream Input, Stream Output, Socket? Socket, Action Abort)
{
    /// <summary>Past the HTTP server's pipe; null where there is no such way, or the client has gone already.</summary>
    public NetworkStream? Direct()
    {
        try
        {
            return Socket is { SocketType: SocketType.Stream } ? new NetworkStream(Socket, ownsSocket: false) : null;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return null;
        }
    }
}
