using System.Buffers;
using System.Globalization;
using System.Security.Claims;
using Gateway.Access;
using Gateway.Configuration;
using Gateway.Delivery;
using Gateway.Events;
using Gateway.Subscriptions;
using Microsoft.AspNetCore.Mvc;

namespace Gateway.Api;

/// <summary>What is known about hubs.</summary>
internal static class HubsEndpoints
{
    private const int UnflushedBytes = 16 * 1024;

    public static void MapHubs(this IEndpointRouteBuilder api)
    {
        api.MapGet("/hubs", (SubscriptionRegistry registry, ClaimsPrincipal user) => registry.HubsOf(Caller.Of(user)).Select(hub => hub.Status(CallerRights.Of(Caller.Of(user)))))
            .WithTags("Hubs").WithName("ListHubs").WithSummary("The status of every configured hub that the caller has a right at.")
            .Produces<HubStatus[]>().MayAnswer();

        api.MapGet("/hubs/{hub}", (string hub, SubscriptionRegistry registry, ClaimsPrincipal user) =>
                registry.TryFind(hub, Caller.Of(user), out var found) ?? Results.Ok(found.Status(CallerRights.Of(Caller.Of(user)))))
            .WithTags("Hubs").WithName("GetHub").WithSummary("One hub's status.")
            .Produces<HubStatus>().MayAnswer("not-found");

        api.MapGet("/hubs/{hub}/subscriptions", (string hub, string? holders, SubscriptionRegistry registry, ClientDirectory clients, ClaimsPrincipal user) => Describe(hub, holders ?? "0", registry, clients, Caller.Of(user)))
            .WithTags("Hubs").WithName("ListSubscriptions").WithSummary("The registry: what is asked for, by how many clients, and how it stands with the hub; with 'holders', 0 to 100, for 'admin' also by which clients, so many of each topic.")
            .Produces<SubscriptionInfo[]>().MayAnswer("invalid", "not-found");

        api.MapPost("/hubs/{hub}/reconnect", (string hub, SubscriptionRegistry registry, HttpContext context, AuditLog audit) => Reconnect(hub, registry, CommandClient.Of(context), audit))
            .WithTags("Hubs").WithName("Reconnect").WithSummary("Drops the hub's session, if any, and opens it again at once, also after credentials were refused.")
            .Produces(202).MayAnswer("not-found");

        api.MapGet("/hubs/{hub}/state", ReadStateAsync)
            .WithTags("Events").WithName("GetState").WithSummary("The last event of each concrete topic that the patterns match, where the kind has state.")
            .Produces<EventBody[]>().MayAnswer("invalid", "not-found", "rejected", "offline");
    }

    private static IResult Describe(string hub, string holders, SubscriptionRegistry registry, ClientDirectory clients, Caller caller)
    {
        if (registry.TryFind(hub, caller, out var found) is { } problem)
        {
            return problem;
        }

        if (!int.TryParse(holders, NumberStyles.None, CultureInfo.InvariantCulture, out var most) || most > ClientHolders.Most)
        {
            return Problem.Invalid($"'holders' is a number from 0 to {ClientHolders.Most}: that many clients of each topic are named.");
        }

        if (caller.IsAdmin && most > 0)
        {
            return Results.Ok(ClientHolders.Describe(found, clients, most));
        }

        return caller.MayReadAnything(hub) ? Results.Ok(found.Describe(CallerRights.Of(caller))) : Problem.Forbidden(caller.Lacks($"read:{hub}/*"));
    }

    private static IResult Reconnect(string hub, SubscriptionRegistry registry, CommandClient client, AuditLog audit)
    {
        if (registry.TryFind(hub, client.Caller, out var found) is { } problem)
        {
            return problem;
        }

        if (!client.Caller.IsAdmin)
        {
            return Problem.Forbidden(client.Caller.Lacks("admin"));
        }

        found.Watch.Reconnect();
        audit.Write(new AuditEntry(client.Caller.Name, ClientAddress.Of(client.Address), AuditAction.Admin, hub, "reconnect", "ok"));
        return Results.Accepted();
    }

    // Reading needs somebody who keeps the values current: this request holds the topics like any client while it reads, so the
    // answer is as fresh as the hub, and the linger time lets the next reader profit.
    private static async Task<IResult> ReadStateAsync(string hub, [FromQuery] string[] topic, SubscriptionRegistry registry, HttpContext context)
    {
        var caller = Caller.Of(context.User);
        if (registry.TryFind(hub, caller, out var found) is { } problem)
        {
            return problem;
        }

        if (topic.Length == 0)
        {
            return Problem.Invalid("Name at least one topic: ?topic=entities/light.*");
        }

        if (found.RefuseReading(topic, caller) is { } refusal)
        {
            return refusal;
        }

        var reader = new StateReader(CallerRights.Of(caller));
        try
        {
            var answers = await found.SubscribeAsync(reader, new SubscribeRequest(topic), context.RequestAborted);
            if (answers.FirstOrDefault(static answer => answer.State is SubscriptionState.Refused or SubscriptionState.Failed) is { } bad)
            {
                var detail = $"'{ShownText.Cut(bad.Topic)}': {bad.Error}";
                return bad.State == SubscriptionState.Refused ? Problem.Invalid(detail) : Problem.Rejected(detail);
            }

            using var values = found.LastValues(topic, reader.Rights);
            if (values.Events.Count == 0 && answers.Any(static answer => answer.State == SubscriptionState.Pending))
            {
                return Away(found.Status(reader.Rights));
            }

            await WriteAsync(values.Events, context);
            return Results.Empty;
        }
        finally
        {
            reader.IsClosed = true;
            registry.RemoveClient(reader);
        }
    }

    private static Problem Away(HubStatus status)
    {
        var isAtAStandstill = status.State is HubState.Refused or HubState.Stopped;
        var detail = isAtAStandstill
            ? $"Nothing is known of these topics, and the hub is not asked again by itself: {status.Reason}"
            : "The hub is away and nothing is known of these topics yet; its status says why.";
        return Problem.Away(detail, isAtAStandstill);
    }

    /// <summary>Piece by piece, as the client takes it: a house's whole state is not made anew for each who asks.</summary>
    private static async Task WriteAsync(IReadOnlyList<HubEvent> events, HttpContext context)
    {
        context.Response.ContentType = "application/json";
        var output = context.Response.BodyWriter;
        output.Write("["u8);
        for (var i = 0; i < events.Count; i++)
        {
            output.Write(i == 0 ? ""u8 : ","u8);
            events[i].WriteSnapshotPayload(output);
            if (output.UnflushedBytes > UnflushedBytes)
            {
                await output.FlushAsync(context.RequestAborted);
            }
        }

        output.Write("]"u8);
        await output.FlushAsync(context.RequestAborted);
    }

    /// <summary>A client for the length of one request; it takes nothing but counts.</summary>
    private sealed class StateReader(IReadRights rights) : IMessageReceiver
    {
        public bool IsClosed { get; set; }

        public IReadRights Rights => rights;

        public void Offer(SharedMessage message)
        {
        }

        public void Offer(HubEvent hubEvent, TimeSpan minInterval)
        {
        }

        public void LetGo(Predicate<Topic> topics, Predicate<HubEvent> isDropped)
        {
        }

        public void Offer(EventBatch batch) => batch.Dispose();

        public void Defer(Action work)
        {
        }

        public void Expect(string topic)
        {
        }

        public void Unexpect(string topic)
        {
        }
    }
}
