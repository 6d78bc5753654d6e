using System.Text.Json.Nodes;

namespace Gateway.Tests.Clients;

/// <summary>What a client makes of what it was told, by the rules in docs/clients.md.</summary>
internal static class FollowerExtensions
{
    /// <summary>The events that came through one of its topics, in the order they came.</summary>
    public static IReadOnlyList<string> TextsOf(this Follower follower, string topic) =>
        [.. follower.Events.Where(told => Matches(topic, told.Topic!)).Select(static told => told.Text)];

    /// <summary>All events by their place in the hub's stream.</summary>
    public static IReadOnlyList<string> TextsByCursor(this Follower follower) =>
        [.. follower.Events.OrderBy(static told => told.Sequence).Select(static told => told.Text)];

    /// <summary>What <c>topic … live</c> said of the resume, over all topics of one connection.</summary>
    public static IReadOnlyList<bool?> Recovered(this Follower follower, int attempt) =>
        [.. follower.Log.Where(told => told.Attempt == attempt && told.IsLive).Select(static told => told.Recovered)];

    /// <summary>The last value of each topic under <paramref name="pattern"/>: an event sets it, <c>null</c> removes it, and a snapshot that stands for a replay is all there is.</summary>
    public static IReadOnlyDictionary<string, string> LastValues(this Follower follower, string pattern)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var shown = new HashSet<string>(StringComparer.Ordinal);
        var attempt = 0;
        foreach (var told in follower.Log)
        {
            if (told.Attempt != attempt)
            {
                attempt = told.Attempt;
                shown.Clear();
            }

            if (told.IsLive && string.Equals(told.Topic, pattern, StringComparison.Ordinal) && told.Recovered is false)
            {
                foreach (var gone in values.Keys.Except(shown, StringComparer.Ordinal).ToArray())
                {
                    values.Remove(gone);
                }
            }

            if (told.Type is "event" && Matches(pattern, told.Topic!))
            {
                shown.Add(told.Topic!);
                if (told.Body["data"] is { } data)
                {
                    values[told.Topic!] = data.ToJsonString();
                }
                else
                {
                    values.Remove(told.Topic!);
                }
            }
        }

        return values;
    }

    /// <summary>The number that the tests put into what they fire; null where there is none.</summary>
    public static int? Number(this Told told)
    {
        var data = told.Body["data"];
        return Value(data?["attributes"]) ?? Value(data?["data"]) ?? Value(data?["data"]?["new_state"]?["attributes"]);

        static int? Value(JsonNode? node) => node?["n"]?.GetValue<int>();
    }

    private static bool Matches(string pattern, string topic) =>
        string.Equals(pattern, topic, StringComparison.Ordinal)
        || (pattern.EndsWith('*') && topic.StartsWith(pattern[..^1], StringComparison.Ordinal) && (pattern.Length > 1 || !topic.Contains('/', StringComparison.Ordinal)));
}
