using System.Net;
using Gateway.Benchmarks.FanOut.Servers;

namespace Gateway.Benchmarks.FanOut.Load;

/// <summary>All clients of one contender, on one thread.</summary>
internal sealed class LoadGroup : IDisposable
{
    /// <summary>Below every server's backlog of connections.</summary>
    private const int Together = 100;

    private readonly Epoll _epoll = new();
    private readonly byte[] _buffer = new byte[512 * 1024];
    private readonly List<LoadClient> _clients = [];
    private readonly Dialect _dialect;

    public LoadGroup(int port, int clients, Dialect dialect)
    {
        _dialect = dialect;
        Tally = new Tally(clients);
        for (var index = 0; index < clients; index++)
        {
            _clients.Add(new LoadClient());
        }

        try
        {
            foreach (var batch in _clients.Chunk(Together))
            {
                Join(batch, port);
            }

            for (var index = 0; index < clients; index++)
            {
                _epoll.Watch(_clients[index].Socket, index);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Tally Tally { get; }

    public int Count => _clients.Count;

    /// <summary>Clients found cut off by the server when they last pinged.</summary>
    public int CutOff => _clients.Count(static client => client.IsCutOff);

    public long BytesRead => _clients.Sum(static client => client.BytesRead);

    /// <summary>The clients' own ends.</summary>
    public IReadOnlySet<int> Ports => _clients.Select(static client => ((IPEndPoint)client.Socket.LocalEndPoint!).Port).ToHashSet();

    /// <summary>What SignalR servers must hear now and then; between measurements only.</summary>
    public void Ping()
    {
        if (_dialect.Ping is { } ping)
        {
            foreach (var client in _clients)
            {
                client.Say(ping);
            }
        }
    }

    /// <summary>Reads from those that have something, waiting at most so long for the first.</summary>
    public void Read(TimeSpan limit)
    {
        var ready = _epoll.Wait(limit);
        for (var position = 0; position < ready; position++)
        {
            if (!_clients[_epoll[position]].Read(_buffer, Tally))
            {
                throw new IOException("The server closed a client's connection.");
            }
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        _epoll.Dispose();
    }

    private void Join(LoadClient[] clients, int port)
    {
        Array.ForEach(clients, client => client.Connect(port, _dialect.Path));
        Array.ForEach(clients, client => client.AwaitUpgrade(_buffer));
        foreach (var step in _dialect.Joining)
        {
            Array.ForEach(clients, client => client.Say(step.Say));
            Array.ForEach(clients, client => client.Await(_buffer, step.Await));
        }
    }
}
