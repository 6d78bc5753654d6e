using System.Text.Json;
using Gateway.Access;
using Gateway.Subscriptions;
using Microsoft.AspNetCore.SignalR;

namespace Gateway.Api;

/// <summary>
/// What SignalR clients can call at <c>/live</c>. What the gateway sends (<c>event</c>, <c>topic</c>, <c>hub</c>, <c>gap</c>)
/// comes through the client's own queue, in one order.
/// </summary>
internal sealed class LiveHub(SubscriptionRegistry registry, CommandDesk desk, AuditLog audit) : Hub
{
    /// <summary>The status of every configured hub that the caller has a right at.</summary>
    public IReadOnlyList<HubStatus> Hubs()
    {
        var caller = Caller.Of(Context.User);
        return [.. registry.HubsOf(caller).Select(hub => hub.Status(CallerRights.Of(caller)))];
    }

    /// <summary>What the gateway calls this connection, as in <c>/api/clients</c> and among holders; after a reconnect it is another.</summary>
    public ClientSelf Client() => new(LiveClients.ClientOf(Context).Id);

    /// <summary>Asks for topics of one hub: <c>{hub, topics, cursor?, maxRate?}</c>.</summary>
    /// <exception cref="HubException">The request is malformed, or there is no such hub.</exception>
    public async Task<SubscribeAnswer> Subscribe(JsonElement request)
    {
        var (hub, asked) = Read(request);
        var client = LiveClients.ClientOf(Context);
        if (hub.CountNew(client.Queue, asked.Topics) > registry.TopicsLeft(client.Queue))
        {
            throw new BadRequestException("This client would hold more topics than 'Clients:MaxTopics' allows. Unsubscribe some, or use a pattern such as \"entities/*\".");
        }

        var answers = await hub.SubscribeAsync(client.Queue, asked, Context.ConnectionAborted);
        foreach (var answer in answers.Where(answer => answer.State == SubscriptionState.Refused && client.Queue.Rights.Refuse(hub.Stream.Hub, answer.Topic) is not null))
        {
            var refused = CommandClient.Of(Context);
            audit.Refused(refused.Address, refused.Caller.Name, $"Subscribe read:{hub.Stream.Hub}/{answer.Topic}", "forbidden");
        }

        return new SubscribeAnswer(hub.Stream.Hub, answers);
    }

    /// <summary>Drops topics of one hub: <c>{hub, topics}</c>. Answers those that were held.</summary>
    /// <exception cref="HubException">The request is malformed, or there is no such hub.</exception>
    public IReadOnlyList<string> Unsubscribe(JsonElement request)
    {
        var (hub, asked) = Read(request);
        return hub.Unsubscribe(LiveClients.ClientOf(Context).Queue, asked.Topics);
    }

    /// <summary>Sends one command: <c>{hub, name, args?, timeoutMs?, expiresAt?, wait?, idempotencyKey?, confirm?}</c>. A hub's refusal is an answer, not an exception.</summary>
    /// <exception cref="HubException">The request is malformed, or there is no such hub.</exception>
    public async Task<CommandAnswer> Command(JsonElement request)
    {
        var client = CommandClient.Of(Context);
        var call = CommandCall.Read(request, registry.Find(new RequestReader(request).Text("hub"), client.Caller), registry, client);

        // To its end, also when the client has gone: what was sent to a house is worth a true line in the log.
        return CommandAnswer.From(await desk.SendAsync(call.Command, client, CancellationToken.None));
    }

    private (HubSubscriptions Hub, SubscribeRequest Asked) Read(JsonElement request)
    {
        var reader = new RequestReader(request);
        return (registry.Find(reader.Text("hub"), Caller.Of(Context.User)), new SubscribeRequest(reader.Topics(), reader.Cursor(), reader.MinInterval()));
    }
}
