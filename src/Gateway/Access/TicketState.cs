namespace Gateway.Access;

/// <summary>What a ticket is worth.</summary>
internal enum TicketState
{
    Good,

    /// <summary>Its five minutes are over, or its key's time.</summary>
    Expired,

    /// <summary>Its key was removed or changed.</summary>
    Orphaned,

    /// <summary>Not made by this process.</summary>
    Forged,
}
