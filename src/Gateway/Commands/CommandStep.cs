namespace Gateway.Commands;

/// <summary>Does something before and after a command is sent. Called once at most, and not where the command is refused before.</summary>
/// <param name="sendAsync">Sends the command. Called once at most; an outcome without it means that the command was not sent.</param>
/// <param name="accepted">The timestamp of the command's acceptance.</param>
/// <param name="deadline">The end of the command's time.</param>
/// <returns>The command's outcome, with what was found out. Never throws.</returns>
internal delegate Task<CommandOutcome> CommandStep(Func<Task<CommandOutcome>> sendAsync, long accepted, CancellationToken deadline);
