namespace Gateway.DemoHubs.Deconz;

/// <summary>The newest requests from clients without their key, and how many of each came since start.</summary>
internal sealed class DeconzJournal
{
    private const int MaxLines = 10_000;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
                return [.. _lines];
        }
    }

    /// <param name="command">Such as <c>PUT lights/1/state</c>.</param>
    /// <param name="body">What came with it.</param>
    public void Add(string command, string body)
    {
        lock (_gate)
        {
            _counts[command] = _counts.GetValueOrDefault(command) + 1;
            _lines.Enqueue(body.Length == 0 ? command : $"{command} {body}");
            if (_lines.Count > MaxLines)
                _lines.Dequeue();
        }
    }

    public int CountOf(string command)
    {
        lock (_gate)
            return _counts.GetValueOrDefault(command);
    }
}
