using System.Text.Json.Serialization;

namespace Gateway.Configuration;

/// <summary>One option of a hub's entry, as a form shows it.</summary>
/// <param name="Name">The configuration key below the entry, nested by colons: <c>SocketIO:Namespace</c>.</param>
/// <param name="Type">What may be written there.</param>
/// <param name="Label">For people, a few words.</param>
/// <param name="Help">For people, what it does, and its form where that is not plain.</param>
internal sealed record OptionSchema(string Name, OptionType Type, string Label, string Help)
{
    /// <summary>Whether a hub cannot be without it.</summary>
    public bool Required { get; init; }

    /// <summary>What counts where nothing is written: a text, a number, or true or false. Not there: nothing does.</summary>
    public object? Default { get; init; }

    /// <summary>The values of a <see cref="OptionType.Choice"/>.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }

    /// <summary>Whether only few need it.</summary>
    public bool Advanced { get; init; }

    /// <summary>Whether what was written is never shown again; of a <see cref="OptionType.Map"/> the names are.</summary>
    public bool Secret { get; init; }

    /// <summary>Whether there may be several, given as a list, or as one text with spaces or commas between them.</summary>
    public bool List { get; init; }

    /// <summary>Whether credentials are sent to the place it names.</summary>
    [JsonIgnore]
    public bool IsDestination { get; init; }

    /// <summary>Whether it decides where else credentials are sent, without naming the place itself.</summary>
    [JsonIgnore]
    public bool LeadsElsewhere { get; init; }

    /// <summary>Whether a value with a question mark in it is secret, although others are not.</summary>
    [JsonIgnore]
    public bool HidesQuery { get; init; }

    /// <summary>Whether this value of it is never shown again.</summary>
    public bool Hides(string value) => Secret || (HidesQuery && value.Contains('?', StringComparison.Ordinal));
}
