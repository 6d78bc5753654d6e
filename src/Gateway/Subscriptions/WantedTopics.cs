using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>
/// Which events are worth a place in history: those on topics that a client holds, or held within <paramref name="age"/>, since it may
/// come back and resume. Many hubs send everything they have; what nobody asked for leaves nothing behind.
/// Used inside <see cref="HubStream.Enter"/> only.
/// </summary>
/// <param name="age">How far history reaches back.</param>
internal sealed class WantedTopics(TimeSpan age)
{
    /// <summary>Patterns without a holder that are remembered; beyond, the oldest are forgotten early, so that clients cannot fill this.</summary>
    public const int MaxLeft = 10_000;

    private readonly Dictionary<string, FamilyWants> _families = new(StringComparer.Ordinal);
    private readonly Queue<(TopicPattern Pattern, DateTimeOffset At)> _left = new();

    /// <summary>A client took the pattern up. Answers since when everything on it was kept.</summary>
    /// <param name="pattern">What it holds.</param>
    /// <param name="table">The pattern's family.</param>
    public long Hold(TopicPattern pattern, TopicTable table)
    {
        var family = FamilyOf(pattern.Family);
        if (!family.Patterns.TryGet(pattern, out var wanted))
        {
            wanted = family.Patterns.GetOrAdd(pattern);
            wanted.KeptSince = table.Unkept;
            wanted.Exact = !pattern.IsWildcard && table.TryFind(pattern.Prefix, out var topic) ? topic : null;
            Changed(family, pattern, wanted);
        }

        wanted.Holders++;
        return wanted.KeptSince;
    }

    /// <summary>A client laid the pattern down.</summary>
    public void LetGo(TopicPattern pattern, DateTimeOffset now)
    {
        if (FamilyOf(pattern.Family).Patterns.TryGet(pattern, out var wanted) && --wanted.Holders == 0)
        {
            wanted.LeftAt = now;
            _left.Enqueue((pattern, now));
            if (_left.Count > MaxLeft)
            {
                ForgetOldest();
            }
        }
    }

    /// <summary>Whether events on the topic are to be kept. Known per topic until a pattern comes or is forgotten.</summary>
    public bool Keeps(Topic topic, DateTimeOffset now)
    {
        while (_left.TryPeek(out var oldest) && oldest.At + age < now)
        {
            ForgetOldest();
        }

        var family = FamilyOf(topic.Family);
        if (topic.IsKept is not { } isKept || topic.KeptVersion != family.Version)
        {
            topic.IsKept = isKept = Resolve(family, topic);
            topic.KeptVersion = family.Version;
        }

        return isKept;
    }

    private static bool Resolve(FamilyWants family, Topic topic)
    {
        if (family.Patterns.TryGet(new TopicPattern(topic.Family, topic.Text), out var exact))
        {
            exact.Exact = topic;
            return true;
        }

        family.Found.Clear();
        family.Patterns.Find(topic.Text, family.Found);
        return family.Found.Count > 0;
    }

    /// <summary>Unless somebody took it up again since.</summary>
    private void ForgetOldest()
    {
        var (pattern, at) = _left.Dequeue();
        var family = FamilyOf(pattern.Family);
        if (family.Patterns.TryGet(pattern, out var wanted) && wanted.Holders == 0 && wanted.LeftAt == at)
        {
            family.Patterns.Remove(pattern);
            Changed(family, pattern, wanted);
        }
    }

    private static void Changed(FamilyWants family, TopicPattern pattern, WantedPattern wanted)
    {
        if (pattern.IsWildcard)
        {
            family.Version++;
        }
        else
        {
            wanted.Exact?.IsKept = null;
        }
    }

    private FamilyWants FamilyOf(string family)
    {
        if (!_families.TryGetValue(family, out var wants))
        {
            _families.Add(family, wants = new FamilyWants());
        }

        return wants;
    }

    private sealed class FamilyWants
    {
        public PatternTable<WantedPattern> Patterns { get; } = new();

        /// <summary>Reused by each look-up.</summary>
        public List<WantedPattern> Found { get; } = [];

        public int Version { get; set; }
    }
}
