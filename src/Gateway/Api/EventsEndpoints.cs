using Gateway.Access;
using Gateway.Configuration;
using Gateway.Delivery;
using Gateway.Events;
using Gateway.Subscriptions;
using Microsoft.AspNetCore.Mvc;

namespace Gateway.Api;

/// <summary>Events by Server-Sent Events: the same queue, pump and messages as over SignalR.</summary>
internal static partial class EventsEndpoints
{
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    /// <summary>What a write under way may take when the stream is to end in good order.</summary>
    private static readonly TimeSpan Parting = TimeSpan.FromSeconds(2);

    public static void MapEvents(this IEndpointRouteBuilder api) =>
        api.MapGet("/hubs/{hub}/events", StreamAsync)
            .WithTags("Events").WithName("StreamEvents")
            .WithSummary("The events of some topics of one hub, as Server-Sent Events, snapshot first.")
            .Produces<EventBody>(200, "text/event-stream").MayAnswer("invalid", "not-found", "unavailable");

    private static async Task<IResult> StreamAsync(
        string hub, [FromQuery] string[] topic, [FromHeader(Name = "Last-Event-ID")] string? lastEventId, HttpContext context, SubscriptionRegistry registry, ClientDirectory clients, ClientOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        var caller = Caller.Of(context.User);
        if (registry.TryFind(hub, caller, out var found) is { } problem)
        {
            return problem;
        }

        if ((Refuse(found, topic, options) ?? found.RefuseReading(topic, caller)) is { } refusal)
        {
            return refusal;
        }

        if (!clients.TryAdd(new ClientCard(context.TraceIdentifier, "SSE", found.Stream.Hub, caller.Key?.Name), CallerRights.Of(caller), out var client))
        {
            return Problem.FromStatus(StatusCodes.Status503ServiceUnavailable);
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, context.RequestServices.GetRequiredService<Farewell>().Closing);
        await using var closing = ending.Token.UnsafeRegister(static state => ((ClientQueue)state!).Close(), client.Queue);
        var heart = new PeriodicTimer(HeartbeatInterval, time);
        var beating = BeatAsync(heart, client.Queue);
        Task subscribing = Task.CompletedTask;
        try
        {
            await StartAsync(context.Response, ending.Token);
            foreach (var text in topic)
            {
                client.Queue.Expect(found.Watch.Plan(text).Plan?.Topic ?? text);
            }

            subscribing = found.SubscribeAsync(client.Queue, new SubscribeRequest(topic, Place(lastEventId)), ending.Token);
            var pumping = new ClientPump(client.Queue, new SseWire(context.Response)).RunAsync(ending.Token);
            await Task.WhenAny(pumping, client.Queue.GivenUp);
            var isParted = client.Queue.Cut is { IsAsked: true } && await TryPartAsync(client.Queue, pumping, time);
            if (client.Queue.IsGivenUp && !isParted)
            {
                LogGivenUp(loggers.CreateLogger(typeof(EventsEndpoints).FullName!), client.Id, (await client.Queue.GivenUp).Message);
                context.Abort();
            }

            await pumping;
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client has gone; that is how such a stream ends.
        }
        finally
        {
            heart.Dispose();
            clients.Remove(client);
            registry.RemoveClient(client.Queue);
            await subscribing;
            await beating;
        }

        return Results.Empty;
    }

    /// <summary>A text that is no cursor is none of ours: what was missed is unknown, so everything comes anew, and says so.</summary>
    private static Cursor? Place(string? lastEventId) =>
        string.IsNullOrEmpty(lastEventId) ? null : Cursor.TryParse(lastEventId, out var cursor) ? cursor : new Cursor("", 0);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Client {Client} was disconnected: {Reason}.")]
    private static partial void LogGivenUp(ILogger logger, string client, string reason);

    /// <summary>Ends the stream behind what has been written whole; false when the client does not take that in time.</summary>
    private static async Task<bool> TryPartAsync(ClientQueue queue, Task pumping, TimeProvider time)
    {
        queue.Close();
        await Task.WhenAny(pumping, Task.Delay(Parting, time, CancellationToken.None));
        return pumping.IsCompleted;
    }

    private static Problem? Refuse(HubSubscriptions hub, string[] topics, ClientOptions options)
    {
        if (topics.Length == 0)
        {
            return Problem.Invalid("Name at least one topic: ?topic=entities/light.*");
        }

        if (topics.Length > options.MaxTopics)
        {
            return Problem.Invalid("These are more topics than 'Clients:MaxTopics' allows. Use a pattern such as entities/*.");
        }

        var refusals = topics.Select(topic => (Topic: topic, hub.Watch.Plan(topic).Refusal)).Where(static row => row.Refusal is not null).ToArray();
        return refusals.Length == 0 ? null : Problem.Invalid(string.Join(" ", refusals.Select(static row => $"'{ShownText.Cut(row.Topic)}': {row.Refusal}")));
    }

    private static Task StartAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
        response.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseBodyFeature>()?.DisableBuffering();
        return response.StartAsync(cancellationToken);
    }

    /// <summary>Through the client's queue like everything else, so that nobody else writes to the response.</summary>
    private static async Task BeatAsync(PeriodicTimer heart, ClientQueue queue)
    {
        while (await heart.WaitForNextTickAsync())
        {
            var beat = SharedMessage.CreateHeartbeat();
            queue.Offer(beat);
            beat.Release();
        }
    }
}
