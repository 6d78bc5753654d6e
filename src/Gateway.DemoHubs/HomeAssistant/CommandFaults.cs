namespace Gateway.DemoHubs.HomeAssistant;

internal sealed record Refusal(string Code, string Message);

/// <summary>What a test asked to go wrong. Used under the house's gate.</summary>
internal sealed class CommandFaults
{
    private readonly Dictionary<string, List<Action>> _held = new(StringComparer.Ordinal);
    private readonly HashSet<string> _closeAfter = new(StringComparer.Ordinal);

    public Dictionary<string, Refusal> Commands { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Refusal> EventTypes { get; } = new(StringComparer.Ordinal);

    public void CloseAfter(string type) => _closeAfter.Add(type);

    /// <summary>True once for each <see cref="CloseAfter"/>: a client that dials again is served.</summary>
    public bool TakeClose(string type) => _closeAfter.Remove(type);

    public void Hold(string type) => _held.TryAdd(type, []);

    public void Release(string type)
    {
        if (!_held.Remove(type, out var answers))
            return;
        foreach (var answer in answers)
            answer();
    }

    public void Answer(string type, Action answer)
    {
        if (_held.TryGetValue(type, out var answers))
            answers.Add(answer);
        else
            answer();
    }
}
