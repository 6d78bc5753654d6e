using Gateway.Configuration;

namespace Gateway.Upstreams.Pryv;

/// <summary>What a hub's entry says of a Pryv account: <c>User</c> and <c>Dialect</c>.</summary>
internal sealed record PryvOptions
{
    /// <summary>The account's user name. Default: the first label of the address' host.</summary>
    public string? User { get; init; }

    /// <summary>Which protocol its server speaks. Default <see cref="PryvDialect.Auto"/>: found out on connecting.</summary>
    public PryvDialect Dialect { get; init; }

    public static PryvOptions Read(SectionReader hub) => new()
    {
        User = hub.Text("User"),
        Dialect = hub.Choice<PryvDialect>("Dialect", PryvDialect.Auto),
    };
}
