namespace Gateway.Access;

/// <summary>What an audit line is about.</summary>
internal enum AuditAction
{
    /// <summary>A command sent to a hub.</summary>
    Command,

    /// <summary>A packet of a hub's own protocol.</summary>
    Raw,

    /// <summary>A writing request passed through to a hub's HTTP API.</summary>
    Http,

    /// <summary>A change of the gateway itself, such as a session that is opened anew.</summary>
    Admin,

    /// <summary>A key that was added, changed or removed.</summary>
    Key,

    /// <summary>Somebody was not let in.</summary>
    Refused,
}
