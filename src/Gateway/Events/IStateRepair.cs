namespace Gateway.Events;

/// <summary>Who can give a client anew what it lost because it was too slow.</summary>
internal interface IStateRepair
{
    /// <summary>
    /// Offers the client a fresh snapshot of what it lost, and its topics live again. Called without any lock, when the client takes
    /// messages again.
    /// </summary>
    /// <param name="client">Who.</param>
    /// <param name="hub">The hub's id.</param>
    /// <param name="lost">On which topics events were dropped; null: on too many to name.</param>
    void Repair(IMessageReceiver client, string hub, IReadOnlySet<Topic>? lost);
}
