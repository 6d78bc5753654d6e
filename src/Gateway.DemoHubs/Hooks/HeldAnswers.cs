namespace Gateway.DemoHubs.Hooks;

/// <summary>Answers a test keeps back, and sockets it has cut instead of an answer; both by the name of the command. Used under the hub's gate.</summary>
internal sealed class HeldAnswers
{
    private readonly Dictionary<string, List<Action>> _held = new(StringComparer.Ordinal);
    private readonly HashSet<string> _closeAfter = new(StringComparer.Ordinal);

    public void CloseAfter(string name) => _closeAfter.Add(name);

    /// <summary>True once for each <see cref="CloseAfter"/>: a client that dials again is served.</summary>
    public bool TakeClose(string name) => _closeAfter.Remove(name);

    public void Hold(string name) => _held.TryAdd(name, []);

    public void Release(string name)
    {
        if (!_held.Remove(name, out var answers))
            return;
        foreach (var answer in answers)
            answer();
    }

    public void Answer(string name, Action answer)
    {
        if (_held.TryGetValue(name, out var answers))
            answers.Add(answer);
        else
            answer();
    }
}
