namespace Gateway.DemoHubs.Hooks;

/// <summary>The newest frames from clients, and how many commands of each type arrived since start.</summary>
internal sealed class ReceivedJournal
{
    private const int MaxFrames = 10_000;
    private const int MaxCharacters = 16_384;

    private readonly Lock _gate = new();
    private readonly Queue<string> _frames = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Frames
    {
        get
        {
            lock (_gate)
                return [.. _frames];
        }
    }

    /// <summary>A long frame is kept by its beginning.</summary>
    public void Add(string frame)
    {
        lock (_gate)
        {
            _frames.Enqueue(frame.Length > MaxCharacters ? frame[..MaxCharacters] : frame);
            if (_frames.Count > MaxFrames)
                _frames.Dequeue();
        }
    }

    public void Count(string type)
    {
        lock (_gate)
            _counts[type] = _counts.GetValueOrDefault(type) + 1;
    }

    public int CountOf(string type)
    {
        lock (_gate)
            return _counts.GetValueOrDefault(type);
    }
}
