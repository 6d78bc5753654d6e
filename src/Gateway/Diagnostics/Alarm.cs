namespace Gateway.Diagnostics;

/// <summary>Something that an operator should know of while it lasts.</summary>
/// <param name="Name">Which alarm: one of a closed list, for metrics and tests.</param>
/// <param name="Hub">The hub's id; null where it concerns the whole gateway.</param>
/// <param name="Text">What is wrong and what to do about it, in one or two sentences; free of topics, clients' words and secrets.</param>
internal sealed record Alarm(string Name, string? Hub, string Text)
{
    /// <summary>Since when; null: since it was first seen.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Whether what it is about has a log line of its own already, so that the alarm needs none.</summary>
    public bool IsLogged { get; init; }
}
