namespace Gateway.Stress.Fuzzing;

/// <summary>Properties, which codecs check themselves against. Each thread has its own list of those that were looked at.</summary>
internal static class Must
{
    [ThreadStatic]
    private static Dictionary<string, long>? t_seen;

    /// <summary>How often each property was looked at by this thread since the last call.</summary>
    public static IReadOnlyDictionary<string, long> TakeSeen()
    {
        var seen = t_seen ?? new Dictionary<string, long>(StringComparer.Ordinal);
        t_seen = null;
        return seen;
    }

    /// <exception cref="FuzzViolationException">It does not hold.</exception>
    public static void Hold(bool holds, string property, string detail = "")
    {
        t_seen ??= new Dictionary<string, long>(StringComparer.Ordinal);
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(t_seen, property, out _)++;
        if (!holds)
        {
            throw new FuzzViolationException(property, detail);
        }
    }
}
