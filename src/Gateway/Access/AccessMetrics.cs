using System.Diagnostics.Metrics;
using Gateway.Diagnostics;

namespace Gateway.Access;

/// <summary>What is measured at the door.</summary>
internal sealed class AccessMetrics : IInstruments
{
    private readonly Counter<long> _refused;

    public AccessMetrics(IMeterFactory factory) =>
        _refused = GatewayMeter.Of(factory).CreateCounter<long>("gateway.refused", description: "Requests that were refused: not let in, lacking a scope, or above a limit; by the problem's name.");

    /// <param name="problem">The problem's name, such as <c>unauthorized</c>.</param>
    public void Refused(string problem) => _refused.Add(1, new KeyValuePair<string, object?>("problem", problem));
}
