namespace Gateway.Stress.Fuzzing;

/// <summary>Properties, which codecs check themselves against. Each thread has its own list of those that were looked at.</summary>
internal static class Must
{
    [ThreadStatic]
    private static Dictionary<string, long>? _seen;

    /// <summary>How often each property was looked at by this thread since the last call.</summary>
    public static IReadOnlyDictionary<string, long> TakeSeen()
    {
        var seen = _seen ?? new Dictionary<string, long>(StringComparer.Ordinal);
        _seen = null;
        return seen;
    }

    /// <exception cref="FuzzViolationException">It does not hold.</exception>
    public static void Hold(bool holds, string property, string detail = "")
    {
        _seen ??= new Dictionary<string, long>(StringComparer.Ordinal);
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_seen, property, out _)++;
        if (!holds)
        {
            throw new FuzzViolationException(property, detail);
        }
    }
}
