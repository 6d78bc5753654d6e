namespace Gateway.Access;

/// <summary>What a scope lets its key do.</summary>
internal enum ScopeKind
{
    /// <summary>Everything, what the other kinds give included.</summary>
    Admin,

    /// <summary>To subscribe to topics of a hub, and to get their events, last values and registry entries.</summary>
    Read,

    /// <summary>To send commands to a hub.</summary>
    Command,

    /// <summary>To use a hub's own HTTP API through the gateway, with any method.</summary>
    Http,

    /// <summary>To write packets of a hub's own protocol.</summary>
    Raw,

    /// <summary>To read <c>/metrics</c>.</summary>
    Metrics,
}
