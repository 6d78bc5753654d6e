using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>Last values with a reference on each, to be disposed.</summary>
internal sealed class StateValues(IReadOnlyList<HubEvent> events) : IDisposable
{
    public IReadOnlyList<HubEvent> Events => events;

    /// <summary>What any of the plans matches and may be read, each once, by topic. Inside <see cref="HubStream.Enter"/>.</summary>
    public static StateValues Read(HubStream stream, IEnumerable<TopicPlan> plans, IReadRights rights)
    {
        var seen = new HashSet<HubEvent>();
        foreach (var hubEvent in plans.Where(static plan => plan.HasState).SelectMany(plan => stream.LastValues(plan.Pattern)))
        {
            if (!rights.MayRead(hubEvent.Topic) || !seen.Add(hubEvent))
            {
                hubEvent.Release();
            }
        }

        return new StateValues([.. seen.OrderBy(static hubEvent => hubEvent.Topic.Text, StringComparer.Ordinal)]);
    }

    public void Dispose()
    {
        foreach (var hubEvent in events)
        {
            hubEvent.Release();
        }
    }
}
