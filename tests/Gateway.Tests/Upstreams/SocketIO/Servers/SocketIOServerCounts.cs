namespace Gateway.Tests.Upstreams.SocketIO.Servers;

/// <summary>What a server holds now, and what it has had since it started.</summary>
internal sealed record SocketIOServerCounts
{
    /// <summary>Open TCP connections, WebSockets among them.</summary>
    public int Connections { get; init; }

    public int ConnectionsTotal { get; init; }

    /// <summary>Sessions that have shaken hands and have not ended, whether or not they joined a namespace.</summary>
    public int Sessions { get; init; }

    public int SessionsTotal { get; init; }

    /// <summary>The transports of the open sessions.</summary>
    public SocketIOServerTransports Transports { get; init; } = new(0, 0);

    /// <summary>Clients by namespace: <c>/</c>, <c>/chat</c> and <c>/secure</c>.</summary>
    public IReadOnlyDictionary<string, int> Joined { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Joins by namespace; one that had none is missing.</summary>
    public IReadOnlyDictionary<string, int> JoinedTotal { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Events that came from clients, by name.</summary>
    public IReadOnlyDictionary<string, int> Received { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Events among them which the server has no behaviour for.</summary>
    public int Unhandled { get; init; }
}

internal sealed record SocketIOServerTransports(int Websocket, int Polling);
