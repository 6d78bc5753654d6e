namespace Gateway.Upstreams.HomeAssistant;

/// <summary>What one topic of a client means for the hub.</summary>
internal sealed record HomeAssistantTopic
{
    /// <summary>The name under which equal topics are one.</summary>
    public required string Canonical { get; init; }

    public required HomeAssistantTopicFamily Family { get; init; }

    /// <summary>What every concrete topic starts with; the whole topic when it is no pattern.</summary>
    public required string Prefix { get; init; }

    public bool IsPattern { get; init; }

    /// <summary>
    /// Topics with the same key share one subscription at the hub: <c>entities</c>, <c>events:</c> and a type, <c>events:*</c>
    /// for all types, or the JSON command itself. Null when the hub is not asked.
    /// </summary>
    public string? UpstreamKey { get; init; }

    public bool HasState => Family == HomeAssistantTopicFamily.Entities;
}

/// <summary>Kinds of topics. A pattern matches within its family only: <c>*</c> means all event types, not all entities.</summary>
internal enum HomeAssistantTopicFamily
{
    Entities,
    Events,
    Json,
    Messages,
}
