namespace Gateway.Upstreams.HomeAssistant;

/// <summary>
/// The inbound half of a session: tells results to their waiters and events to the feed, in the order they came. A message that
/// fits nobody is counted; none of them ends the session. Used by the session's read loop only.
/// </summary>
internal sealed class HomeAssistantReader(HomeAssistantFeed feed, HomeAssistantOutbox outbox, TokenRedaction redaction, HomeAssistantSessionLog log)
{
    private const int MaxStrays = 1_000;

    /// <summary>Unsubscribes of strays the hub may leave unanswered; nobody's deadline ends them. Further strays are only counted.</summary>
    private const int MaxUnansweredStrays = 64;

    private readonly HomeAssistantCopies _copies = new();
    private readonly HashSet<long> _strays = [];
    private int _unansweredStrays;

    public void Read(ReadOnlySpan<byte> frame)
    {
        try
        {
            var reader = new HomeAssistantFrameReader(frame);
            while (reader.TryRead(out var message))
            {
                Dispatch(message);
            }
        }
        catch (HomeAssistantFormatException exception)
        {
            log.BadFrame(exception.Message, frame.Length);
        }
    }

    private void Dispatch(HomeAssistantMessage message)
    {
        switch (message.Type)
        {
            case HomeAssistantMessageType.Event when message.Id is { } id && !message.Event.IsEmpty:
                DispatchEvent(id, message.Event);
                break;
            case HomeAssistantMessageType.Result when message.Id is { } id:
                DispatchResult(id, message);
                break;
            case HomeAssistantMessageType.Pong when message.Id is { } id && outbox.TryAnswer(id, out var ping):
                ping.Complete(new UpstreamReply(UpstreamReplyKind.Yes, "null"u8.ToArray()));
                break;
            case HomeAssistantMessageType.Other when feed.AddMessage(message.TypeName, message.Raw):
                break;
            default:
                log.FitsNobody(message.Raw.Length);
                break;
        }
    }

    private void DispatchEvent(long id, ReadOnlySpan<byte> eventJson)
    {
        if (!outbox.Routes.TryGet(id, out var route))
        {
            EndStray(id, eventJson.Length);
            return;
        }

        if (!route.IsClosing)
        {
            Feed(route, eventJson);
        }
    }

    private void Feed(HomeAssistantRoute route, ReadOnlySpan<byte> eventJson)
    {
        switch (route.Kind)
        {
            case HomeAssistantRouteKind.Entities:
                FeedEntities(route, eventJson);
                break;
            case HomeAssistantRouteKind.Json:
                feed.AddJsonEvent(route.KeyUtf8.Span, eventJson);
                break;
            default:
                FeedBusEvent(eventJson, route.Kind == HomeAssistantRouteKind.AllEvents);
                break;
        }
    }

    private void FeedBusEvent(ReadOnlySpan<byte> eventJson, bool underAll)
    {
        if (!HomeAssistantPayload.TryReadEventType(eventJson, out var eventType))
        {
            log.FitsNobody(eventJson.Length);
            return;
        }

        // Where nobody holds both, nothing is compared; what is left over from when somebody did is asked for a while longer.
        var isExpected = underAll ? outbox.Routes.Hear(eventType) : outbox.Routes.HearAll;
        if ((isExpected || !_copies.IsEmpty) && _copies.IsSecond(eventJson, underAll, isExpected))
        {
            return;
        }

        if (!feed.AddBusEvent(eventType, eventJson))
        {
            log.FitsNobody(eventJson.Length);
        }
    }

    private void FeedEntities(HomeAssistantRoute route, ReadOnlySpan<byte> eventJson)
    {
        if (route.HadSnapshot)
        {
            AddEntities(eventJson, isSnapshot: false);
            return;
        }

        if (!HomeAssistantPayload.HasStates(eventJson))
        {
            // Without states to replace the cache it is no snapshot, whatever its place: taken for one, it would empty the house.
            log.OddStates(route.Held.Add(eventJson), "entities change before any was introduced");
            return;
        }

        AddEntities(eventJson, isSnapshot: true);
        while (route.Held.TryTake(out var held))
        {
            AddEntities(held, isSnapshot: false);
        }

        route.MarkSnapshot();
    }

    private void AddEntities(ReadOnlySpan<byte> eventJson, bool isSnapshot)
    {
        var odd = feed.AddEntities(eventJson, isSnapshot);
        log.OddStates(odd, feed.EntitiesFault);
    }

    private void DispatchResult(long id, HomeAssistantMessage message)
    {
        // Each id is sent once, so also an id_reuse under an id that waits is the hub's answer to it: it did not run.
        if (!outbox.TryAnswer(id, out var request))
        {
            if (!message.Success && HomeAssistantPayload.ReadError(message.Error) is ("id_reuse", _))
            {
                // The id may be that of a live subscription, which goes on.
                log.IdReuse(id);
            }

            log.FitsNobody(message.Raw.Length);
            return;
        }

        if (request.EndsStray)
        {
            // A second time the hub knows nothing of it any more; either way it is gone.
            _unansweredStrays--;
            return;
        }

        Note(request, message.Success);
        var error = redaction.Clean(message.Error);
        request.Complete(message.Success
            ? new UpstreamReply(UpstreamReplyKind.Yes, message.Result.IsEmpty ? "null"u8.ToArray() : redaction.Clean(message.Result).ToArray())
            : new UpstreamReply(UpstreamReplyKind.No, error.ToArray()));
        if (!message.Success && !request.IsAwaited)
        {
            log.RefusedAfterSent(request.Type, HomeAssistantWords.OfError(error));
        }
    }

    private void Note(HomeAssistantRequest request, bool success)
    {
        if (request.Opens is { } opened && !success)
        {
            outbox.Routes.Remove(opened.Id);
        }

        if (request.Closes is { } closed)
        {
            outbox.Routes.Remove(closed.Id);
        }
    }

    private void EndStray(long id, int length)
    {
        log.FitsNobody(length);
        if (_unansweredStrays >= MaxUnansweredStrays)
        {
            return;
        }

        if (_strays.Count >= MaxStrays)
        {
            // Ids ascend; to end an old one once more does no harm.
            _strays.Clear();
        }

        if (_strays.Add(id))
        {
            log.StraySubscription(id);
            _unansweredStrays += outbox.TryEnqueue(HomeAssistantRequest.EndStray(id)) ? 1 : 0;
        }
    }
}
