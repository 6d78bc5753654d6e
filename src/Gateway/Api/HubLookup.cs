using Gateway.Access;
using Gateway.Configuration;
using Gateway.Subscriptions;

namespace Gateway.Api;

/// <summary>Finds a hub for a caller. What it may not know of is not told, but for the hub that it names itself.</summary>
internal static class HubLookup
{
    /// <summary>A hub that must exist, and that the caller must have some right at.</summary>
    /// <exception cref="BadRequestException">There is none of that id; the message names those that the caller may know of.</exception>
    /// <exception cref="ForbiddenException">There is one, but the caller has no scope on it.</exception>
    public static HubSubscriptions Find(this SubscriptionRegistry registry, string hub, Caller caller)
    {
        if (!registry.TryFind(hub, out var found))
        {
            throw new BadRequestException(registry.Unknown(hub, caller));
        }

        return caller.MaySee(hub) ? found : throw new ForbiddenException(caller, AnyScope(hub));
    }

    /// <summary>The same for REST: the problem, or null when the hub was found.</summary>
    public static Problem? TryFind(this SubscriptionRegistry registry, string hub, Caller caller, out HubSubscriptions found)
    {
        if (!registry.TryFind(hub, out found!))
        {
            return Problem.NotFound(registry.Unknown(hub, caller));
        }

        return caller.MaySee(hub) ? null : Problem.Forbidden(caller.Lacks(AnyScope(hub)));
    }

    /// <summary>The hubs that the caller may know of.</summary>
    public static IEnumerable<HubSubscriptions> HubsOf(this SubscriptionRegistry registry, Caller caller) =>
        registry.Hubs.Where(hub => caller.MaySee(hub.Stream.Hub));

    /// <summary>Why the caller may not read one of the topics; null when it may, or when that is not the fault of it.</summary>
    public static Problem? RefuseReading(this HubSubscriptions hub, IEnumerable<string> topics, Caller caller)
    {
        var rights = CallerRights.Of(caller);
        return topics.Select(topic => rights.Refuse(hub.Stream.Hub, hub.Watch.Plan(topic).Plan?.Topic ?? topic)).FirstOrDefault(static refusal => refusal is not null) is { } refusal
            ? Problem.Forbidden(refusal)
            : null;
    }

    private static string Unknown(this SubscriptionRegistry registry, string hub, Caller caller)
    {
        var shown = ShownText.Cut(hub);
        var known = registry.HubsOf(caller).Select(static known => $"'{known.Stream.Hub}'").ToArray();
        return known.Length == 0
            ? $"There is no hub '{shown}': none is configured{(caller.IsAdmin ? "" : " for you")}."
            : $"There is no hub '{shown}'; configured are {string.Join(", ", known)}.";
    }

    private static string AnyScope(string hub) => $"read:{hub}/*";
}
