using System.Text.Json.Nodes;

namespace Gateway.Stress.Chaos;

/// <summary>A client that keeps all it was told. Thread-safe.</summary>
internal abstract class ChaosClient(string name, string[] topics) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Heard> _log = [];

    public string Name => name;

    public IReadOnlyList<string> Topics => topics;

    /// <summary>Why it ended; null while it is connected.</summary>
    public string? End { get; protected set; }

    public IReadOnlyList<Heard> Log
    {
        get
        {
            lock (_gate)
            {
                return [.. _log];
            }
        }
    }

    /// <summary>Events that a <c>gap</c> tells of.</summary>
    public long Missed => Log.Where(static heard => heard.Kind is "gap")
        .Sum(static heard => heard.Body["conflated"]!.GetValue<long>() + heard.Body["dropped"]!.GetValue<long>());

    /// <summary>The state a topic was last said to be in.</summary>
    public string? StateOf(string topic) =>
        Log.LastOrDefault(heard => heard.Kind is "topic" && string.Equals(heard.Topic, topic, StringComparison.Ordinal))?.State;

    /// <summary>How often a topic has become live.</summary>
    public int Lives(string topic) => Log.Count(heard => heard.IsLive(topic));

    public bool IsLive => topics.All(topic => StateOf(topic) is "live");

    public IReadOnlyList<int> Numbers(ChaosHub hub, int from) =>
        [.. Log.Where(heard => heard.HasHappened && string.Equals(heard.Topic, hub.Topic, StringComparison.Ordinal)).Select(heard => hub.NumberOf(heard.Body)).OfType<int>().Where(number => number >= from)];

    /// <summary>The last few messages, for who has to find out.</summary>
    public string Tail => string.Join(" | ", Log.TakeLast(6).Select(static heard => heard.Kind + " " + Short(heard.Body)));

    public abstract ValueTask DisposeAsync();

    protected void Keep(string kind, JsonObject body)
    {
        lock (_gate)
        {
            _log.Add(new Heard(kind, body));
        }
    }

    private static string Short(JsonObject body) => body.ToJsonString() is { Length: > 200 } text ? text[..200] : body.ToJsonString();
}
