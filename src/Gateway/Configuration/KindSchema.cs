using System.Text.Json.Serialization;

namespace Gateway.Configuration;

/// <summary>A kind of hub, and what its entry may say.</summary>
/// <param name="Kind">As the configuration writes it.</param>
/// <param name="Label">As people call it.</param>
/// <param name="About">One sentence: what is at the other end.</param>
/// <param name="Options">In the order of a form.</param>
internal sealed record KindSchema(string Kind, string Label, string About, IReadOnlyList<OptionSchema> Options)
{
    /// <summary>The credential it needs, and where to find it; not there: there is no common way.</summary>
    public CredentialSchema? Credential { get; init; }

    /// <summary>Whether the hub gives the credential away at the push of a button.</summary>
    public bool Pairs { get; init; }

    /// <summary>Whether the address may have the token before its host.</summary>
    [JsonIgnore]
    public bool UrlMayCarryToken { get; init; }

    public OptionSchema? Find(string name) => Options.FirstOrDefault(option => string.Equals(option.Name, name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Where a kind's credential comes from.</summary>
/// <param name="Option">The option that takes it.</param>
/// <param name="Label">What the hub calls it.</param>
/// <param name="Steps">What a person does, one after the other.</param>
internal sealed record CredentialSchema(string Option, string Label, IReadOnlyList<string> Steps);
