using System.Net.WebSockets;
using System.Text;

namespace Gateway.Benchmarks.SocketIO;

/// <summary>The least that can be done: receive a message, cut the payload out between the first comma and the last bracket, copy it.</summary>
internal sealed class BareContender : IContender
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly byte[] _copy = new byte[64 * 1024];

    public static async Task<IContender> OpenAsync(Uri url)
    {
        var contender = new BareContender();
        contender._socket.Options.KeepAliveInterval = TimeSpan.Zero;
        await contender._socket.ConnectAsync(new UriBuilder(url) { Scheme = "ws", Path = "/socket.io/", Query = "EIO=4&transport=websocket" }.Uri, CancellationToken.None);
        await contender.ReadAsync();
        await contender.SendAsync("40");
        await contender.ReadAsync();
        return contender;
    }

    public async Task ReceiveAsync(Load load)
    {
        await SendAsync($"42[\"go\",{load.Events},{load.Size},{load.Together},{load.PauseMilliseconds}]");
        for (var left = load.Events; left > 0; left--)
        {
            var message = _buffer.AsMemory(0, await ReadAsync());
            var from = message.Span.IndexOf((byte)',') + 1;
            message.Span[from..^1].CopyTo(_copy);
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<int> ReadAsync()
    {
        var length = 0;
        while (true)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
            length += received.Count;
            if (received.EndOfMessage)
            {
                return length;
            }
        }
    }

    private Task SendAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
}
