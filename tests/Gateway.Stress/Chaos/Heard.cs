using System.Globalization;
using System.Text.Json.Nodes;

namespace Gateway.Stress.Chaos;

/// <summary>One message as a client had it.</summary>
/// <param name="Kind">The message's name: <c>event</c>, <c>topic</c>, <c>hub</c> or <c>gap</c>.</param>
/// <param name="Body">What it says.</param>
internal sealed record Heard(string Kind, JsonObject Body)
{
    public string? Topic => Body["topic"]?.GetValue<string>();

    public string? State => Body["state"]?.GetValue<string>();

    public bool IsSnapshot => Body["snapshot"] is not null;

    public bool HasHappened => Kind is "event" && !IsSnapshot;

    /// <summary>The place in the hub's stream, which goes on where the epoch changes.</summary>
    public long Sequence => SequenceOf(Body["cursor"]!.GetValue<string>());

    public bool IsLive(string topic) => Kind is "topic" && State is "live" && string.Equals(Topic, topic, StringComparison.Ordinal);

    public static long SequenceOf(string cursor) => long.Parse(cursor.AsSpan(cursor.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
}
