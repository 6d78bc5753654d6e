using System.Text.Json.Nodes;

namespace Gateway.Tests.Clients;

/// <summary>One message as a client had it.</summary>
/// <param name="Attempt">In which of its connections, from 1.</param>
/// <param name="Type">The message's name.</param>
/// <param name="Text">The message as it came.</param>
/// <param name="Body">The same, parsed.</param>
internal sealed record Told(int Attempt, string Type, string Text, JsonObject Body)
{
    public string? Topic => Body["topic"]?.GetValue<string>();

    /// <summary>The place in the hub's stream; it goes on where the epoch changes.</summary>
    public long Sequence => long.Parse(Body["cursor"]!.GetValue<string>().Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);

    public bool IsSnapshot => Body["snapshot"] is not null;

    public bool IsLive => Type is "topic" && Body["state"]!.GetValue<string>() is "live";

    public bool? Recovered => Body["recovered"]?.GetValue<bool>();
}
