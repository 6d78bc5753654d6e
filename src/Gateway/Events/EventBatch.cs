using System.Diagnostics.CodeAnalysis;

namespace Gateway.Events;

/// <summary>
/// A snapshot or a replay for one client: events in order, each with a reference that the batch owns, then one closing message.
/// </summary>
internal sealed class EventBatch(IReadOnlyList<HubEvent> events, bool isSnapshot, SharedMessage closing) : IDisposable
{
    private int _next;

    /// <summary>Whether the events are last values (marked <c>snapshot</c>) rather than replayed history.</summary>
    public bool IsSnapshot { get; } = isSnapshot;

    public int Count => events.Count;

    /// <summary>Hands out the next message, and the duty to release it.</summary>
    public bool TryTake([NotNullWhen(true)] out SharedMessage? message, out bool asSnapshot)
    {
        var index = _next;
        if (index > events.Count)
        {
            message = null;
            asSnapshot = false;
            return false;
        }

        _next = index + 1;
        message = index < events.Count ? events[index] : closing;
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
