using System.Net.Sockets;

namespace Gateway.Stress.Load.Lines;

/// <summary>HTTP over sockets whose buffers are small, so that a client which does not read is soon seen to.</summary>
internal static class Loopback
{
    public static SocketsHttpHandler Handler(int receiveBuffer) => new()
    {
        UseProxy = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = receiveBuffer };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
