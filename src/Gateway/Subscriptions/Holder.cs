using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>One client's share in one subscription. Used inside <see cref="HubStream.Enter"/> only.</summary>
internal sealed class Holder(Subscription subscription, IMessageReceiver receiver, Cursor from, bool isResume)
{
    public Subscription Subscription { get; } = subscription;

    public IMessageReceiver Receiver { get; } = receiver;

    /// <summary>From where on the client wants everything: its own cursor when it resumes, else the moment it asked.</summary>
    public Cursor From { get; private set; } = from;

    /// <summary>Whether the client gave a cursor, and so wants to hear whether it was recovered.</summary>
    public bool IsResume { get; private set; } = isResume;

    /// <summary>The shortest time between two events of one topic; zero: every event.</summary>
    public TimeSpan MinInterval { get; set; }

    /// <summary>Its events before were not kept unless somebody else wanted them, so a cursor must not be older.</summary>
    public long KeptSince { get; set; }

    /// <summary>Whether events go to the client already: its snapshot or replay has been queued.</summary>
    public bool IsActive { get; set; }

    /// <summary>Once active: everything after this sequence was sent.</summary>
    public long SentSince { get; set; }

    /// <summary>Once active: up to this sequence everything went in one batch, from then on at the client's rate.</summary>
    public long LiveSince { get; set; }

    public bool IsRemoved { get; set; }

    /// <summary>Set while an activation is deferred, so that a topic that flaps does not queue a second one.</summary>
    public bool IsActivating { get; set; }

    /// <summary>Everything up to here is given up; it begins anew.</summary>
    public void BeginAt(Cursor cursor)
    {
        From = cursor;
        IsResume = false;
        IsActive = false;
    }

    /// <summary>Set where a replay could tell events twice, or after newer ones.</summary>
    public bool CannotResume { get; private set; }

    /// <summary>Another topic of the client's, gone now, may have brought it events of this one while it waited.</summary>
    public void OthersSentUpTo(Cursor cursor)
    {
        CannotResume = true;
        From = IsResume ? From : cursor;
    }

    /// <summary>Whether the event is older than what the client was shown of its topic when this became active.</summary>
    public bool IsBeyond(HubEvent hubEvent) => IsActive && hubEvent.Sequence <= SentSince && Subscription.Plan.Pattern.Matches(hubEvent.Topic);

    public bool HasSent(HubEvent hubEvent) => IsActive && hubEvent.Sequence > SentSince && Subscription.Plan.Pattern.Matches(hubEvent.Topic);

    /// <summary>Whether the event may have been held back for this, though a client with the other interval wants it.</summary>
    public bool MayHaveHeldBack(HubEvent hubEvent, TimeSpan minInterval) =>
        MinInterval > minInterval && IsActive && hubEvent.Sequence > LiveSince && Subscription.Plan.Pattern.Matches(hubEvent.Topic);
}
