using Gateway.Diagnostics;

namespace Gateway.Subscriptions;

/// <summary>Whether each hub's line still moves: inside its lock there is memory work only, so it is never held for long.</summary>
internal sealed class HubVitals(SubscriptionRegistry registry) : IVitals
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public IEnumerable<string> Failures() =>
        registry.Hubs.Where(static hub => !hub.Stream.CanEnter(Patience)).Select(static hub => $"The line of hub '{hub.Stream.Hub}' has stood still for {Patience.TotalSeconds:0} s");
}
