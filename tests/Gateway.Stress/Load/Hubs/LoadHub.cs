using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.Stress.Load.Hubs;

/// <summary>A demo hub that fires numbered events, loses its connections, and knows each command it was sent.</summary>
internal abstract partial class LoadHub(string name, string kind, IReadOnlyList<Source> sources, IReadOnlyList<string> topics, string mark) : IAsyncDisposable
{
    private readonly Dictionary<string, int> _indices =
        sources.Select(static (source, index) => (source.Topic, Index: index)).ToDictionary(static row => row.Topic, static row => row.Index, StringComparer.Ordinal);

    private int _era;

    public string Name => name;

    public IReadOnlyList<Source> Sources => sources;

    /// <summary>What clients may ask for: single topics, patterns, and such as overlap.</summary>
    public IReadOnlyList<string> Topics => topics;

    /// <summary>What stands before the number in an event.</summary>
    public byte[] Mark { get; } = Encoding.UTF8.GetBytes(mark);

    /// <summary>One more when trouble begins, and one more when it is over: odd while events may be lost.</summary>
    public int Era => Volatile.Read(ref _era);

    public bool IsTroubled => Era % 2 == 1;

    /// <summary>Its entry in the configuration, without the hub's name.</summary>
    public IReadOnlyDictionary<string, string> Entry => new Dictionary<string, string>(Settings, StringComparer.Ordinal)
    {
        ["Kind"] = kind,
        ["Url"] = Url.ToString(),
        ["Token"] = Token,
    };

    public abstract int OpenConnections { get; }

    /// <summary>What clients of the hub have asked for and not taken back, the session's own asks aside.</summary>
    public abstract IReadOnlyList<string> Asks { get; }

    /// <summary>The newest commands, one text each.</summary>
    public abstract IReadOnlyList<string> Received { get; }

    protected abstract Uri Url { get; }

    protected abstract string Token { get; }

    protected virtual IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The name and the arguments of a command that is known by its number.</summary>
    public abstract (string Name, string Args) Command(int number);

    /// <summary>Cuts everything, and listens no more until <see cref="RestartAsync"/>.</summary>
    public abstract Task KillAsync();

    public abstract Task RestartAsync();

    /// <summary>Cuts every connection, and goes on listening.</summary>
    public abstract void Abort();

    public abstract ValueTask DisposeAsync();

    /// <summary>Whether every event on its topics has a number.</summary>
    public virtual bool IsAllNumbered { get; init; }

    /// <summary>
    /// Whether a change that fell into the opening of a session may be told twice: in the difference to the state that was fetched, and
    /// in the hub's own message, which nothing tells from a newer one.
    /// </summary>
    public virtual bool RepeatsWhenBack => false;

    /// <summary>From here on events may be lost.</summary>
    public void BeginTrouble() => Interlocked.Increment(ref _era);

    /// <summary>Everybody has heard that it is back.</summary>
    public void EndTrouble()
    {
        foreach (var source in sources)
        {
            source.LostUpTo = source.Fired;
        }

        Interlocked.Increment(ref _era);
    }

    /// <summary>The next event of that source. Not from two threads at a time.</summary>
    public int Fire(int source)
    {
        var number = sources[source].Take();
        Emit(source, number);
        return number;
    }

    /// <summary>Which source an event is of; -1: none.</summary>
    public int IndexOf(ReadOnlySpan<byte> topic)
    {
        Span<char> text = stackalloc char[64];
        return topic.Length <= text.Length && Encoding.UTF8.TryGetChars(topic, text, out var length)
            && _indices.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[..length], out var index) ? index : -1;
    }

    /// <summary>The sources of a topic, by index.</summary>
    public int[] CoveredBy(string topic) =>
        [.. Enumerable.Range(0, sources.Count).Where(index => topic.EndsWith('*')
            ? sources[index].Topic.StartsWith(topic[..^1], StringComparison.Ordinal) && IsOf(topic, sources[index].Topic)
            : string.Equals(sources[index].Topic, topic, StringComparison.Ordinal))];

    /// <summary>How often each command has arrived, by its number.</summary>
    public IReadOnlyDictionary<int, int> Executed() =>
        Received.Select(static text => CommandMark().Match(text)).Where(static match => match.Success)
            .GroupBy(static match => int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture))
            .ToDictionary(static group => group.Key, static group => group.Count());

    protected static string MarkOf(int number) => string.Create(CultureInfo.InvariantCulture, $"mark-{number}-");

    protected abstract void Emit(int source, int number);

    /// <summary>Whether a pattern that fits by its text is of the same family.</summary>
    protected virtual bool IsOf(string pattern, string topic) => true;

    [GeneratedRegex("(?:mark-|\"transitiontime\":)(?<number>[0-9]+)", RegexOptions.NonBacktracking)]
    private static partial Regex CommandMark();
}
