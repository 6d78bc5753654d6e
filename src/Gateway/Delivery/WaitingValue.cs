using Gateway.Events;

namespace Gateway.Delivery;

/// <summary>The place of one value in a crowded queue: where its oldest event stood, with the newest in it.</summary>
/// <param name="first">The oldest; the place takes over its reference.</param>
internal sealed class WaitingValue(HubEvent first)
{
    public HubEvent Event { get; private set; } = first;

    /// <summary>Whether what stands here came later than events that stand behind it.</summary>
    public bool IsReplaced { get; private set; }

    /// <summary>A newer event takes the place over.</summary>
    public void Replace(HubEvent newer)
    {
        newer.Retain();
        Event.Release();
        Event = newer;
        IsReplaced = true;
    }
}
