namespace Gateway.Events;

/// <summary>
/// What a client may be shown. It never changes while the client is connected: whoever's rights change is disconnected and comes
/// again with the new ones. Thread-safe; asked inside <see cref="HubStream.Enter"/>, so it returns at once.
/// </summary>
internal interface IReadRights
{
    /// <summary>Whether what happens on the topic may be shown.</summary>
    bool MayRead(Topic topic);

    /// <summary>Whether the hub may be known of: its status, and that it exists.</summary>
    bool MaySee(string hub);

    /// <summary>Why nothing of what is asked for may be shown, with the cure; null when some of it may. Each event is checked on its own.</summary>
    /// <param name="hub">The hub's id.</param>
    /// <param name="topic">The topic or pattern, canonical.</param>
    string? Refuse(string hub, string topic);
}
