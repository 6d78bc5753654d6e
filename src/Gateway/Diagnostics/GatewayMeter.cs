using System.Diagnostics.Metrics;

namespace Gateway.Diagnostics;

/// <summary>The meter that every folder's instruments belong to.</summary>
internal static class GatewayMeter
{
    public const string Name = "Gateway";

    /// <summary>This process's meter: the same one for every call on one factory.</summary>
    public static Meter Of(IMeterFactory factory) => factory.Create(Name);
}
