using SocketIOClient.Transport;
using PackageClient = SocketIOClient.SocketIO;
using PackageOptions = SocketIOClient.SocketIOOptions;

namespace Gateway.Benchmarks.SocketIO;

/// <summary>The package SocketIOClient with one handler, which only counts.</summary>
internal sealed class PackageContender : IContender
{
    private readonly Countdown _countdown = new();
    private readonly PackageClient _client;

    private PackageContender(Uri url)
    {
        _client = new PackageClient(url, new PackageOptions { Transport = TransportProtocol.WebSocket, AutoUpgrade = false, Reconnection = false });
        _client.On("event", _ => _countdown.Count());
    }

    public static async Task<IContender> OpenAsync(Uri url)
    {
        var contender = new PackageContender(url);
        await contender._client.ConnectAsync();
        return contender;
    }

    public async Task ReceiveAsync(Load load)
    {
        var done = _countdown.StartAsync(load.Events);
        await _client.EmitAsync("go", load.Events, load.Size, load.Together, load.PauseMilliseconds);
        await done;
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisconnectAsync();
        _client.Dispose();
    }
}
