using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>What a kind makes of a topic that a client asked for.</summary>
/// <param name="Topic">The topic's one name (a JSON topic: its canonical text).</param>
/// <param name="Pattern">Which concrete topics it stands for.</param>
/// <param name="UpstreamKey">What the hub is asked for. Topics with equal keys share one upstream subscription.</param>
/// <param name="Feeds">
/// The topics whose last values this key keeps current: there is a snapshot, and a difference after a gap. Null where the kind
/// has no state.
/// </param>
internal sealed record TopicPlan(string Topic, TopicPattern Pattern, string UpstreamKey, TopicPattern? Feeds = null)
{
    public bool HasState => Feeds is not null;

    /// <summary>
    /// After a gap the session itself fetches what was missed and appends it as ordinary events, so that losing a session loses
    /// nothing. Always so where there is state.
    /// </summary>
    public bool IsMadeGood
    {
        get => field || HasState;
        init;
    }
}

/// <summary>Either a plan, or why the kind cannot have such a topic: the fault and the cure, for the client's eyes.</summary>
internal readonly record struct TopicPlanning(TopicPlan? Plan, string? Refusal)
{
    public static TopicPlanning Refused(string refusal) => new(null, refusal);

    public static implicit operator TopicPlanning(TopicPlan plan) => new(plan, null);
}
