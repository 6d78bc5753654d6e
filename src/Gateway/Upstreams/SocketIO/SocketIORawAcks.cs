namespace Gateway.Upstreams.SocketIO;

/// <summary>Ack ids that were written raw; their answers belong to nobody here. The newest are remembered. Thread-safe.</summary>
internal sealed class SocketIORawAcks
{
    private const int Capacity = 1_024;
    private readonly Lock _gate = new();
    private readonly HashSet<long> _ids = [];
    private readonly Queue<long> _order = new();

    public bool Contains(long id)
    {
        lock (_gate)
        {
            return _ids.Contains(id);
        }
    }

    public void Add(long id)
    {
        lock (_gate)
        {
            if (_ids.Add(id))
            {
                _order.Enqueue(id);
                if (_order.Count > Capacity)
                {
                    _ids.Remove(_order.Dequeue());
                }
            }
        }
    }
}
