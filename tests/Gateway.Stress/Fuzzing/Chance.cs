namespace Gateway.Stress.Fuzzing;

/// <summary>Chances of one input: equal seeds make equal choices, and a new one costs nothing (SplitMix64).</summary>
internal struct Chance(ulong seed)
{
    private ulong _state = seed;

    public static Chance Of(int seed, string name, long index)
    {
        var sum = unchecked((ulong)seed * 0x9E3779B97F4A7C15UL);
        foreach (var letter in name)
        {
            sum = unchecked((sum ^ letter) * 0x100000001B3UL);
        }

        return new Chance(unchecked(sum + ((ulong)index * 0xD1342543DE82EF95UL)));
    }

    /// <summary>From zero to one less than <paramref name="limit"/>; zero where that is none.</summary>
    public int Next(int limit) => limit <= 1 ? 0 : (int)(Next() % (ulong)limit);

    public bool OneIn(int of) => Next(of) == 0;

    public T Pick<T>(IReadOnlyList<T> list) => list[Next(list.Count)];

    private ulong Next()
    {
        var mixed = _state = unchecked(_state + 0x9E3779B97F4A7C15UL);
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL);
        return mixed ^ (mixed >> 31);
    }
}
