namespace Gateway.Access;

/// <summary>One line of the audit.</summary>
/// <param name="Who">The caller's name.</param>
/// <param name="From">The client's address, as <see cref="ClientAddress.Of"/> gives it.</param>
/// <param name="Action">What was done.</param>
/// <param name="Hub">To which hub; null: to none.</param>
/// <param name="Name">The command's name, the method and path, the packet's first characters: never a secret.</param>
/// <param name="Outcome">How it ended, in the contract's words: <c>ok</c>, <c>rejected</c>, <c>forbidden</c> …</param>
/// <param name="Elapsed">From acceptance to the outcome.</param>
internal sealed record AuditEntry(string Who, string From, AuditAction Action, string? Hub, string? Name, string Outcome, TimeSpan Elapsed = default)
{
    /// <summary>What it was done with; logged only where <c>Access:AuditArguments</c> is on, and at most 200 characters of it.</summary>
    public string? Arguments { get; init; }
}
