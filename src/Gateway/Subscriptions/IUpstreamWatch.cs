namespace Gateway.Subscriptions;

/// <summary>The registry's way to one hub, whether there is a session or not. Thread-safe.</summary>
internal interface IUpstreamWatch
{
    /// <summary>What the hub's kind makes of a topic. Pure: works while the hub is away.</summary>
    TopicPlanning Plan(string topic);

    /// <summary>Drops the upstream session, if any, and tries again at once, also after credentials were refused.</summary>
    void Reconnect();
}
