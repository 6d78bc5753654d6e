namespace Gateway.Stress.Load.Oracle;

/// <summary>One topic that a connection holds.</summary>
/// <param name="Name">As it was asked for.</param>
/// <param name="Covered">Its sources, by index.</param>
/// <param name="IsResume">Whether it was asked for with a cursor.</param>
internal sealed record TopicView(string Name, int[] Covered, bool IsResume)
{
    /// <summary>Told live in this connection.</summary>
    public bool IsLive { get; set; }

    /// <summary>The hub is away.</summary>
    public bool IsAway { get; set; }

    /// <summary>Unsubscribe was sent.</summary>
    public bool IsLeaving { get; set; }
}
