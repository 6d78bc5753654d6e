namespace Gateway.Access;

/// <summary>Whether a request may come in, and as whom.</summary>
/// <param name="Caller">Whose it is; <see cref="Caller.Nobody"/> where that is not known.</param>
/// <param name="Refusal">Why it may not come in; null: it may.</param>
internal sealed record DoorVerdict(Caller Caller, DoorRefusal? Refusal = null)
{
    /// <summary>Whether it came with a ticket in the key's place.</summary>
    public bool IsTicket { get; init; }

    public static DoorVerdict Refuse(DoorRefusal refusal) => new(Caller.Nobody, refusal);
}
