using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>Last values with a reference on each, to be disposed.</summary>
internal sealed class StateValues(IReadOnlyList<HubEvent> events) : IDisposable
{
    public IReadOnlyList<HubEvent> Events => events;

    public void Dispose()
    {
        foreach (var hubEvent in events)
        {
            hubEvent.Release();
        }
    }
}
