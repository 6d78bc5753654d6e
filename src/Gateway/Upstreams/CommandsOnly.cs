using Gateway.Commands;

namespace Gateway.Upstreams;

/// <summary>The way of commands to a hub that answers but does not tell what happens, so that there is no session.</summary>
/// <param name="SendAsync"><inheritdoc cref="ICommandTarget.SendAsync"/></param>
/// <param name="Over">Cancelled when a command heard what only another attempt can judge: it should not be waited for.</param>
internal sealed record CommandsOnly(Func<Command, CancellationToken, Task<CommandOutcome>> SendAsync, CancellationToken Over);
