using System.Net.Sockets;
using System.Text;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

/// <summary>A client below HTTP: what the test writes is what the gateway reads.</summary>
internal sealed class RawHttpClient : IAsyncDisposable
{
    private readonly TcpClient _client;

    private RawHttpClient(TcpClient client, Uri gateway)
    {
        _client = client;
        Host = gateway.Authority;
    }

    /// <summary>What <c>Host</c> must say.</summary>
    public string Host { get; }

    public static async Task<RawHttpClient> OpenAsync(Uri gateway)
    {
        var client = new TcpClient();
        await client.ConnectAsync(gateway.Host, gateway.Port).Soon();
        return new RawHttpClient(client, gateway);
    }

    /// <param name="text">Each character is one byte.</param>
    public Task SendAsync(string text) => _client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask().Soon();

    /// <summary>Everything the gateway says until it closes the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var text = new MemoryStream();
        try
        {
            await _client.GetStream().CopyToAsync(text).Soon();
        }
        catch (IOException)
        {
            // Closed while something of ours was still unread.
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
