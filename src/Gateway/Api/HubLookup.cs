using Gateway.Configuration;
using Gateway.Subscriptions;

namespace Gateway.Api;

internal static class HubLookup
{
    /// <summary>A hub that must exist.</summary>
    /// <exception cref="BadRequestException">There is none of that id; the message names those there are.</exception>
    public static HubSubscriptions Find(this SubscriptionRegistry registry, string hub) =>
        registry.TryFind(hub, out var subscriptions) ? subscriptions : throw new BadRequestException(registry.Unknown(hub));

    public static string Unknown(this SubscriptionRegistry registry, string hub)
    {
        var shown = ShownText.Cut(hub);
        var known = registry.Hubs.Select(static known => $"'{known.Stream.Hub}'").ToArray();
        return known.Length == 0
            ? $"There is no hub '{shown}': none is configured."
            : $"There is no hub '{shown}'; configured are {string.Join(", ", known)}.";
    }
}
