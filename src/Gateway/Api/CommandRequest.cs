namespace Gateway.Api;

/// <summary>One command, for the API description.</summary>
/// <param name="Name">The command in the hub's own words, for example <c>call_service</c>.</param>
/// <param name="Args">Its arguments, in the form the hub's kind wants.</param>
/// <param name="TimeoutMs">How long to wait for the hub's answer, 1 to 300000; default <c>Commands:Timeout</c>.</param>
/// <param name="ExpiresAt">It is not sent after this time. Where the hub's rate is used up it waits for its turn until then.</param>
/// <param name="Wait">False: answered with 202 as soon as it is written to the hub.</param>
/// <param name="IdempotencyKey">As the header <c>Idempotency-Key</c>; in a batch each command has its own.</param>
/// <param name="Confirm">The topic on which an event is to follow.</param>
internal sealed record CommandRequest(
    string Name, RawJson? Args, int? TimeoutMs, DateTimeOffset? ExpiresAt, bool? Wait, string? IdempotencyKey = null, CommandConfirmRequest? Confirm = null);

/// <summary>What is to confirm a command, for the API description.</summary>
/// <param name="Topic">A topic of the hub; patterns too.</param>
/// <param name="TimeoutMs">How long the event may take, 1 to 300000; default 5000.</param>
internal sealed record CommandConfirmRequest(string Topic, int? TimeoutMs);
