using System.Collections.Concurrent;

namespace Gateway.Tests.Upstreams.SocketIO.Servers;

/// <summary>One server of each kind, started when first asked for and shared; a test that ends or freezes a server starts its own.</summary>
public sealed class SocketIOServers : IAsyncLifetime
{
    private readonly ConcurrentDictionary<SocketIOServerKind, Lazy<Task<SocketIOServer>>> _servers = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var server in _servers.Values.Where(static server => !server.Value.IsFaulted))
        {
            await (await server.Value).DisposeAsync();
        }
    }

    internal Task<SocketIOServer> GetAsync(SocketIOServerKind kind) =>
        _servers.GetOrAdd(kind, static kind => new Lazy<Task<SocketIOServer>>(() => SocketIOServer.StartAsync(kind))).Value;
}
