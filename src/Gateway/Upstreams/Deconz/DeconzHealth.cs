namespace Gateway.Upstreams.Deconz;

/// <summary>What clients are told where REST or the WebSocket fails while the other goes on. Thread-safe: the reader and the watchman both have a say.</summary>
internal sealed class DeconzHealth(UpstreamStatus status)
{
    private readonly Lock _gate = new();
    private string? _rest;
    private volatile string? _socket;

    /// <summary>Null: all is well.</summary>
    public string? Notice
    {
        get
        {
            lock (_gate)
            {
                return _rest is not null && _socket is not null ? $"{_rest} {_socket}" : _rest ?? _socket;
            }
        }
    }

    /// <summary>What REST fails at; null: it answers.</summary>
    public void Rest(string? fault)
    {
        lock (_gate)
        {
            var isNews = !string.Equals(_rest, fault, StringComparison.Ordinal);
            _rest = fault;
            Tell(isNews);
        }
    }

    /// <summary>What the WebSocket fails at.</summary>
    public void Socket(string fault)
    {
        lock (_gate)
        {
            var isNews = !string.Equals(_socket, fault, StringComparison.Ordinal);
            _socket = fault;
            Tell(isNews);
        }
    }

    /// <summary>The WebSocket told something. For each frame, so there is no lock where nothing changes.</summary>
    public void Heard()
    {
        if (_socket is null)
        {
            return;
        }

        lock (_gate)
        {
            _socket = null;
            Tell(isNews: true);
        }
    }

    private void Tell(bool isNews)
    {
        if (isNews)
        {
            status.Notice(Notice);
        }
    }
}
