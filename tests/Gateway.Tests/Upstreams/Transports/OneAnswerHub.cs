using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.Transports;

/// <summary>A server below HTTP: it takes one request's head on each connection, writes the same bytes back and closes.</summary>
internal sealed class OneAnswerHub : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly byte[] _answer;
    private readonly Task _serving;

    public OneAnswerHub(string answer)
    {
        _answer = Encoding.Latin1.GetBytes(answer);
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _serving = ServeAsync();
    }

    public Uri Url { get; }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _serving.Soon();
        _listener.Dispose();
        _ending.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_ending.Token);
                var stream = client.GetStream();
                var text = "";
                var buffer = new byte[16 * 1024];
                while (!text.Contains("\r\n\r\n", StringComparison.Ordinal))
                {
                    var count = await stream.ReadAsync(buffer, _ending.Token);
                    text += count == 0 ? "\r\n\r\n" : Encoding.Latin1.GetString(buffer, 0, count);
                }

                await stream.WriteAsync(_answer, _ending.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // Stopped, or the gateway cut the connection.
        }
    }
}
