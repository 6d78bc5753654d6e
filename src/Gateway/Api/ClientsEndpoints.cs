using Gateway.Access;
using Gateway.Configuration;
using Gateway.Delivery;
using Gateway.Subscriptions;

namespace Gateway.Api;

/// <summary>Who listens.</summary>
internal static class ClientsEndpoints
{
    /// <summary>Topics that are named of one client; the count says how many it holds.</summary>
    private const int MostHeld = 1_000;

    public static void MapClients(this IEndpointRouteBuilder api)
    {
        api.MapGet("/clients", (HttpContext context, ClientDirectory clients, ClientRates rates, SubscriptionRegistry registry) =>
                Caller.Of(context.User) is { IsAdmin: false } caller ? Problem.Forbidden(caller.Lacks("admin")) : Results.Ok(List(clients, rates, registry)))
            .WithTags("Clients").WithName("ListClients").WithSummary("Every connected client, oldest first: what it holds, what waits for it, what it missed. Needs the scope 'admin'.")
            .Produces<ClientAnswer[]>().MayAnswer();

        api.MapGet("/clients/{id}", (string id, HttpContext context, ClientDirectory clients, ClientRates rates, SubscriptionRegistry registry) =>
                Caller.Of(context.User) is { IsAdmin: false } caller ? Problem.Forbidden(caller.Lacks("admin")) : Find(id, clients, rates, registry))
            .WithTags("Clients").WithName("GetClient").WithSummary("One connected client, with the topics that it holds, 1000 at most. Needs the scope 'admin'.")
            .Produces<ClientAnswer>().MayAnswer("not-found");

        api.MapDelete("/clients/{id}", End)
            .WithTags("Clients").WithName("EndClient")
            .WithSummary("Ends a client's connection. A SignalR client is told why and may come back by itself, an event stream ends; to keep one out, remove its key. Needs the scope 'admin'.")
            .Produces(204).MayAnswer("not-found");
    }

    private static IEnumerable<ClientAnswer> List(ClientDirectory clients, ClientRates rates, SubscriptionRegistry registry)
    {
        Client[] all = [.. clients.All.OrderBy(static client => client.Connected).ThenBy(static client => client.Id, StringComparer.Ordinal)];
        var hubs = registry.Hubs;
        return all.Zip(rates.Look(all), (client, perSecond) => Describe(client, perSecond, hubs));
    }

    private static IResult Find(string id, ClientDirectory clients, ClientRates rates, SubscriptionRegistry registry)
    {
        // Rates are told by looks at all of them.
        Client[] all = [.. clients.All];
        var at = Array.FindIndex(all, client => string.Equals(client.Id, id, StringComparison.Ordinal));
        if (at < 0)
        {
            return NotThere(id);
        }

        var held = registry.Moving.SelectMany(hub => hub.TopicsOf(all[at].Queue, MostHeld).Select(topic => new ClientTopicAnswer(hub.Stream.Hub, topic)));
        return Results.Ok(Describe(all[at], rates.Look(all)[at], registry.Hubs) with { Held = [.. held.Take(MostHeld)] });
    }

    private static Problem NotThere(string id) => Problem.NotFound($"There is no client '{ShownText.Cut(id)}'; it may have gone already.");

    private static ClientAnswer Describe(Client client, double perSecond, IReadOnlyList<HubSubscriptions> all)
    {
        ClientHubAnswer[] hubs = [.. all.Select(hub => new ClientHubAnswer(hub.Stream.Hub, hub.CountTopics(client.Queue))).Where(static hub => hub.Topics > 0)];
        var queue = client.Queue;
        return new ClientAnswer(client.Id, client.Transport, client.Key, client.Hub, client.Connected, hubs.Sum(static hub => hub.Topics), hubs)
        {
            Queued = queue.Depth,
            QueuedBytes = queue.Bytes,
            Delivered = queue.Delivered,
            Conflated = queue.Conflated,
            Dropped = queue.Dropped,
            EventsPerSecond = Math.Round(perSecond, 1),
        };
    }

    private static IResult End(string id, HttpContext context, ClientDirectory clients, AuditLog audit)
    {
        var asking = CommandClient.Of(context);
        if (!asking.Caller.IsAdmin)
        {
            return Problem.Forbidden(asking.Caller.Lacks("admin"));
        }

        if (!clients.TryFind(id, out var client))
        {
            return NotThere(id);
        }

        client.Queue.GiveUp(ClientCut.Asked);
        audit.Write(new AuditEntry(asking.Caller.Name, ClientAddress.Of(asking.Address), AuditAction.Admin, client.Hub, $"disconnect {client.Id} ({client.Transport}{(client.Key is { } key ? $", key {key}" : "")})", "ok"));
        return Results.NoContent();
    }
}

/// <summary>A connected client.</summary>
/// <param name="Id">What it is called here and among a topic's holders: made for that, and worth nothing as a credential. One that comes back has another.</param>
/// <param name="Transport"><c>SignalR</c>, over whichever of its transports, or <c>SSE</c>.</param>
/// <param name="Key">The name of the access key it came with; not there where it came without one.</param>
/// <param name="Hub">The one hub that an event stream is about; not there for SignalR.</param>
/// <param name="Connected">Since when, UTC.</param>
/// <param name="Topics">How many topics it holds, over all hubs.</param>
/// <param name="Hubs">How many of which hub; those of which it holds none are not there.</param>
internal sealed record ClientAnswer(string Id, string Transport, string? Key, string? Hub, DateTimeOffset Connected, int Topics, IReadOnlyList<ClientHubAnswer> Hubs)
{
    /// <summary>Messages and snapshots that wait for it.</summary>
    public int Queued { get; init; }

    /// <summary>Bytes of the live events among them.</summary>
    public long QueuedBytes { get; init; }

    /// <summary>Events handed to its transport since it connected, those of snapshots and replays included.</summary>
    public long Delivered { get; init; }

    /// <summary>Events replaced by a newer one of the same value, because it was too slow.</summary>
    public long Conflated { get; init; }

    /// <summary>Events lost for it, because it was too slow; it was told.</summary>
    public long Dropped { get; init; }

    /// <summary>Events it is handed per second, over the last 5 to 10 s where this is asked often; at the first look the mean since it connected.</summary>
    public double EventsPerSecond { get; init; }

    /// <summary>The topics it holds, by hub, at most 1000; not there in the list of all clients.</summary>
    public IReadOnlyList<ClientTopicAnswer>? Held { get; init; }
}

/// <summary>What a client holds of one hub.</summary>
/// <param name="Hub">The hub's id.</param>
/// <param name="Topics">How many topics.</param>
internal sealed record ClientHubAnswer(string Hub, int Topics);

/// <summary>A topic that a client holds.</summary>
/// <param name="Hub">The hub's id.</param>
/// <param name="Topic">The topic's canonical name.</param>
internal sealed record ClientTopicAnswer(string Hub, string Topic);
