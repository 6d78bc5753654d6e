using System.Diagnostics.CodeAnalysis;

namespace Gateway.Events;

/// <summary>
/// A snapshot or a replay for one client: events in order, each with a reference that the batch owns, then the messages that
/// close it, one for each topic it makes good.
/// </summary>
internal sealed class EventBatch(IReadOnlyList<HubEvent> events, bool isSnapshot, params IReadOnlyList<SharedMessage> closing) : IDisposable
{
    private int _next;

    /// <summary>Whether the events are last values (marked <c>snapshot</c>) rather than replayed history.</summary>
    public bool IsSnapshot { get; } = isSnapshot;

    /// <summary>The topics that are whole for the client once it has all of this.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>When the client was given it.</summary>
    public StreamMoment? Began { get; init; }

    public int Count => events.Count;

    /// <summary>Whether everything was handed out.</summary>
    public bool IsEmpty => _next >= events.Count + closing.Count;

    /// <summary>Hands out the next message, and the duty to release it.</summary>
    public bool TryTake([NotNullWhen(true)] out SharedMessage? message, out bool asSnapshot)
    {
        var index = _next;
        if (IsEmpty)
        {
            message = null;
            asSnapshot = false;
            return false;
        }

        _next = index + 1;
        message = index < events.Count ? events[index] : closing[index - events.Count];
        asSnapshot = IsSnapshot && index < events.Count;
        return true;
    }

    public void Dispose()
    {
        while (TryTake(out var message, out _))
        {
            message.Release();
        }
    }
}
