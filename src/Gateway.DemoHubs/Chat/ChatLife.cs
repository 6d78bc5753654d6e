namespace Gateway.DemoHubs.Chat;

/// <summary>People who come, type, write, show a picture and go; the same ones for the same seed.</summary>
internal sealed class ChatLife(ChatRoom room, int seed)
{
    private static readonly string[] People = ["Ada", "Alan", "Edsger", "Grace", "Margaret", "Radia"];

    private static readonly string[] Lines =
    [
        "Good morning!", "Is anyone at home?", "The heating is on again.", "Who left the garage open?", "Coffee is ready ☕", "It rains in the garden.",
        "Back in ten minutes.", "Did you see the news?", "Dinner at seven?", "Sleep well 😀",
    ];

    private readonly Random _random = new(seed);
    private readonly PriorityQueue<Action, int> _later = new();
    private readonly List<string> _present = [People[0], People[3]];
    private int _step;

    public void Step()
    {
        _step++;
        while (_later.TryPeek(out _, out var due) && due <= _step)
            _later.Dequeue()();
        switch (_random.Next(12))
        {
            case < 4:
                Write(Pick(_present));
                break;
            case 4:
                ComeOrGo(Pick(People));
                break;
            case 5:
                room.Show(Pick(_present), Picture());
                break;
            default:
                break;
        }
    }

    private void Write(string name)
    {
        var line = Pick(Lines);
        room.Type(name, isTyping: true);
        _later.Enqueue(() =>
        {
            room.Type(name, isTyping: false);
            room.Say(name, line);
        }, _step + 1 + _random.Next(2));
    }

    private void ComeOrGo(string name)
    {
        // Somebody always stays.
        if (_present is [var last] && string.Equals(last, name, StringComparison.Ordinal))
            return;
        var comes = !_present.Remove(name);
        if (comes)
            _present.Add(name);
        room.ComeOrGo(name, comes, _present.Count);
    }

    private byte[] Picture()
    {
        var bytes = new byte[8 + _random.Next(24)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private string Pick(IReadOnlyList<string> choices) => choices[_random.Next(choices.Count)];
}
