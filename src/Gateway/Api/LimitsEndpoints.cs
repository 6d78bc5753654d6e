using System.Security.Claims;
using Gateway.Access;
using Gateway.Commands;
using Gateway.Events;
using Gateway.Subscriptions;

namespace Gateway.Api;

/// <summary>How much each hub may be sent, how much is under way, and how it ended.</summary>
internal static class LimitsEndpoints
{
    public static void MapLimits(this IEndpointRouteBuilder api) =>
        api.MapGet("/limits", (SubscriptionRegistry registry, CommandRouter router, CommandMetrics metrics, ClaimsPrincipal user) =>
                registry.HubsOf(Caller.Of(user)).Select(hub => Describe(hub.Stream.Hub, router, metrics)).OfType<LimitsAnswer>())
            .WithTags("Commands").WithName("ListLimits").WithSummary("The command bucket of each hub that the caller has a right at, what is under way, and how commands ended.")
            .Produces<LimitsAnswer[]>().MayAnswer();

    private static LimitsAnswer? Describe(string hub, CommandRouter router, CommandMetrics metrics)
    {
        if (router.Describe(hub) is not { } limits)
        {
            return null;
        }

        var load = router.LoadOf(hub);
        return new LimitsAnswer(hub, limits.PerSecond, limits.Burst, limits.Available, load.InFlight, load.Waiting, limits.Busy, CommandOutcomes.Of(metrics.Outcomes(hub)));
    }
}

/// <summary>One hub's command bucket.</summary>
/// <param name="Hub">The hub's id.</param>
/// <param name="PerSecond">Commands per second, raw writes included (<c>Commands:PerSecond</c>).</param>
/// <param name="Burst">Commands that may come at once (<c>Commands:Burst</c>).</param>
/// <param name="Available">How many may come at once now.</param>
/// <param name="InFlight">Commands sent, or being sent, that have no outcome yet.</param>
/// <param name="Waiting">Commands with an <c>expiresAt</c> that wait for their turn.</param>
/// <param name="Busy">Present while the hub's own complaints lower its rate.</param>
/// <param name="Outcomes">How commands and raw packets ended since the gateway started.</param>
internal sealed record LimitsAnswer(string Hub, int PerSecond, int Burst, int Available, int InFlight, int Waiting, CommandBusy? Busy, CommandOutcomes Outcomes);

/// <summary>How many commands ended how; each number is named as the status that it counts.</summary>
internal sealed record CommandOutcomes(long Ok, long Sent, long Rejected, long Invalid, long Offline, long Timeout, long Unknown, long Limited, long Expired)
{
    public static CommandOutcomes Of(CommandTally tally) => new(
        tally[CommandStatus.Ok],
        tally[CommandStatus.Sent],
        tally[CommandStatus.Rejected],
        tally[CommandStatus.Invalid],
        tally[CommandStatus.Offline],
        tally[CommandStatus.Timeout],
        tally[CommandStatus.Unknown],
        tally[CommandStatus.Limited],
        tally[CommandStatus.Expired]);
}
