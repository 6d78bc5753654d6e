namespace Gateway.Events;

/// <summary>
/// Where one client's messages go. Every member returns at once, whatever the client does; order of calls is order of delivery.
/// Calls come from inside <see cref="HubStream.Enter"/>, so an implementation must not call back into a stream.
/// </summary>
internal interface IMessageReceiver
{
    /// <summary>The client has gone: nothing may be subscribed for it any more.</summary>
    bool IsClosed { get; }

    /// <summary>What it may be shown.</summary>
    IReadRights Rights { get; }

    /// <summary>Takes a reference of its own on the message; may drop it when the client is too slow (and counts that).</summary>
    void Offer(SharedMessage message);

    /// <summary>The same, but of this topic at most one event per interval, the newest.</summary>
    void Offer(HubEvent hubEvent, TimeSpan minInterval);

    /// <summary>Ends the wait of what is held back on these topics: each event is dropped, or sent before whatever is offered next.</summary>
    void LetGo(Predicate<Topic> topics, Predicate<HubEvent> isDropped);

    /// <summary>Takes the batch over, with the references in it. Never dropped: it is written as the client takes it.</summary>
    void Offer(EventBatch batch);

    /// <summary>
    /// Runs <paramref name="work"/> outside of any lock when no batch is waiting to be written, in the order deferred:
    /// so a client has at most one snapshot under way, however many topics it asks for.
    /// </summary>
    void Defer(Action work);

    /// <summary>Until a batch has made this topic whole, the client lacks something, and cannot resume from what it is sent.</summary>
    void Expect(string topic);

    /// <summary>The client does not want the topic any more, whole or not.</summary>
    void Unexpect(string topic);
}
