using System.Security.Claims;
using Gateway.Access;
using Gateway.Diagnostics;
using Gateway.Events;
using Gateway.Subscriptions;

namespace Gateway.Api;

/// <summary>What an operator should know of.</summary>
internal static class AlarmsEndpoints
{
    public static void MapAlarms(this IEndpointRouteBuilder api)
    {
        api.MapGet("/alarms", (AlarmBoard board, ClaimsPrincipal user) => Describe(board, Caller.Of(user)))
            .WithTags("Health").WithName("ListAlarms").WithSummary("The alarms that stand, oldest first: those of the hubs that the caller has a right at; those of the whole gateway for 'admin'.")
            .Produces<AlarmAnswer[]>().MayAnswer();

        api.MapGet("/hubs/{hub}/health", (string hub, SubscriptionRegistry registry, ClaimsPrincipal user) =>
                registry.TryFind(hub, Caller.Of(user), out var found) ?? Check(found.Status(CallerRights.Of(Caller.Of(user)))))
            .WithTags("Health").WithName("CheckHub").WithSummary("One hub's check, for monitors that look at the status only: 200 while it is online or degraded, else 503, with the reason.")
            .Produces<HubHealth>().MayAnswer("not-found", "offline");
    }

    private static IEnumerable<AlarmAnswer> Describe(AlarmBoard board, Caller caller) =>
        board.Look().Where(alarm => alarm.Hub is { } hub ? caller.MaySee(hub) : caller.IsAdmin).Select(static alarm => new AlarmAnswer(alarm.Name, alarm.Hub, alarm.Since!.Value, alarm.Text));

    private static IResult Check(HubStatus status) => status.State is HubState.Online or HubState.Degraded
        ? Results.Ok(new HubHealth(status.Hub, status.State, status.Since, status.Reason))
        : Problem.Away($"The hub is {status.State.ToString().ToLowerInvariant()} since {status.Since:u}. {status.Reason}", status.State is HubState.Refused or HubState.Stopped);
}

/// <summary>An alarm that stands.</summary>
/// <param name="Alarm">Its name: <c>hub-refused</c>, <c>hub-away</c>, <c>topics-failed</c>, <c>clients-cut</c>, <c>clients-full</c>, <c>commands-unknown</c> or <c>commands-limited</c>.</param>
/// <param name="Hub">The hub's id; not there where it concerns the whole gateway.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Text">What is wrong, and what to do.</param>
internal sealed record AlarmAnswer(string Alarm, string? Hub, DateTimeOffset Since, string Text);

/// <summary>A hub that works.</summary>
/// <param name="Hub">The hub's id.</param>
/// <param name="State"><c>online</c> or <c>degraded</c>.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Reason">What does not work; not there when all does.</param>
internal sealed record HubHealth(string Hub, HubState State, DateTimeOffset Since, string? Reason);
