namespace Gateway.Upstreams.Deconz;

/// <summary>The members of a thing by part.</summary>
internal sealed class DeconzParts
{
    public DeconzMembers Attributes { get; } = new();

    public DeconzMembers State { get; } = new();

    public DeconzMembers Config { get; } = new();

    public DeconzMembers Capabilities { get; } = new();

    /// <summary>Takes in what REST shows of a thing.</summary>
    public void Merge(ReadOnlySpan<byte> restObject)
    {
        var shown = DeconzRestObject.Read(restObject);
        State.Merge(shown.State, DeconzPart.State);
        Config.Merge(shown.Config, DeconzPart.Config);
        Capabilities.Merge(shown.Capabilities, DeconzPart.Capabilities);
        Attributes.Merge(DeconzRestObject.Attributes(restObject, isFrame: false), DeconzPart.Attributes);
    }

    /// <summary>Whether the others have a member that matters which these have not, or with another value.</summary>
    public bool Differs(DeconzParts others) =>
        State.Differs(others.State) || Config.Differs(others.Config) || Attributes.Differs(others.Attributes) || Capabilities.Differs(others.Capabilities);
}
