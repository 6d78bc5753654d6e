namespace Gateway.Upstreams.Pryv;

/// <summary>One event that changed, or one that is gone for good.</summary>
/// <param name="Id">The event's id.</param>
/// <param name="At">When, by the server's clock, in seconds: <c>modified</c>, or <c>deleted</c> of a deletion.</param>
/// <param name="IsDeletion">From the list of deletions. Its id and time are remembered apart: an event may be deleted in the instant it was changed.</param>
/// <param name="IsGone">Deleted, or put into the trash: nobody should show it any longer.</param>
/// <param name="Json">Where it stands in the answer.</param>
internal readonly record struct PryvChange(string Id, double At, bool IsDeletion, bool IsGone, Range Json)
{
    /// <summary>Stands for the event's content, where the server sums it up: two changes may fall into one instant.</summary>
    public int Mark { get; init; }
}
