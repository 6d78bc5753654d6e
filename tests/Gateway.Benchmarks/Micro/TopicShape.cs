namespace Gateway.Benchmarks.Micro;

/// <summary>How topics are held, and in which order their events come.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Receivers">Clients per event.</param>
internal sealed record TopicShape(string Name, int Receivers = 1)
{
    /// <summary>How many tenths of the topics are held by patterns of ten topics each.</summary>
    public int PatternTenths { get; init; }

    /// <summary>Topics in the order of their making instead of a random one.</summary>
    public bool IsSequential { get; init; }

    /// <summary>After so many events a client takes up or lays down a pattern; 0: nobody does.</summary>
    public int EventsPerChange { get; init; }

    /// <summary>Whether the bound is on this shape.</summary>
    public bool IsBound { get; init; } = true;
}
