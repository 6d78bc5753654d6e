namespace Gateway.Commands;

/// <summary>What an idempotency key stands for.</summary>
internal enum CommandClaim
{
    /// <summary>From now on for this command.</summary>
    New,

    /// <summary>For the same command, sent before.</summary>
    Held,

    /// <summary>For another command.</summary>
    Reused,

    /// <summary>For nothing: as many as can be remembered are under way.</summary>
    NoRoom,
}
