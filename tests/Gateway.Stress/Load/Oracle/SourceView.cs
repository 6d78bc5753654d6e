namespace Gateway.Stress.Load.Oracle;

/// <summary>What one connection knows of one source.</summary>
internal sealed record SourceView
{
    /// <summary>The number that must come next; 0: not known.</summary>
    public int Next { get; set; }

    /// <summary>While <see cref="Next"/> is not known: the number that comes next is not above this.</summary>
    public int AtMost { get; set; } = int.MaxValue;

    /// <summary>The newest event of this connection, snapshots aside.</summary>
    public int Newest { get; set; }

    /// <summary>The newest snapshot since the latest topic that covers it was asked for.</summary>
    public int Shown { get; set; }

    /// <summary>The first that came, snapshots included, since nobody covered it.</summary>
    public int First { get; set; }

    public bool IsFirstASnapshot { get; set; }

    /// <summary>The hub was away since the last event.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Of the last event.</summary>
    public uint Epoch { get; set; }

    /// <summary>How many topics cover it, live or not.</summary>
    public int Holders { get; set; }

    /// <summary>How many live topics cover it.</summary>
    public int Lives { get; set; }

    /// <summary>Whether nothing can be said of what comes before it is live.</summary>
    public bool IsLoose { get; set; }

    /// <summary>While nobody covers it: what happened later than this must not come.</summary>
    public int HeldUpTo { get; set; }

    /// <summary>What the client shows.</summary>
    public int Value => Math.Max(Newest, Shown);

    /// <summary>Forgets what was expected: a topic begins.</summary>
    public void Begin()
    {
        (Next, AtMost, First, IsFirstASnapshot, IsBroken) = (0, int.MaxValue, 0, false, false);
    }
}
