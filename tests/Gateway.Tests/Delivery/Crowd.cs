namespace Gateway.Tests.Delivery;

/// <summary>Owns many clients.</summary>
internal sealed class Crowd(Uri gateway) : IAsyncDisposable
{
    private readonly List<CrowdClient> _clients = [];

    public async Task<IReadOnlyList<CrowdClient>> JoinAsync(int count, params string[] topics)
    {
        var from = _clients.Count;
        while (_clients.Count < from + count)
        {
            _clients.Add(await CrowdClient.LiveAsync(gateway, topics));
        }

        return _clients[from..];
    }

    /// <summary>One that can hide little of what it does not read in its own socket.</summary>
    public async Task<CrowdClient> JoinLateAsync(string topic)
    {
        _clients.Add(await CrowdClient.LiveAsync(gateway, [topic], receiveBuffer: 8 * 1024));
        return _clients[^1];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }
    }
}
