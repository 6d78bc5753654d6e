namespace Gateway.Api.AsyncApi;

/// <summary>What a client asks for in one call of <c>Subscribe</c>; for the description.</summary>
/// <param name="Hub">The hub's id.</param>
/// <param name="Topics">At least one topic or pattern of the hub; a JSON topic may also be given as the object it is.</param>
/// <param name="Cursor">Where the client was before: the newest cursor that it had everything up to. Left out: it starts anew, with a snapshot.</param>
/// <param name="MaxRate">The highest number of events per second and topic, 0.001 to 1000. Left out: all of them.</param>
internal sealed record LiveSubscribe(string Hub, IReadOnlyList<string> Topics, string? Cursor, double? MaxRate);

/// <summary>What a client drops in one call of <c>Unsubscribe</c>; for the description.</summary>
/// <param name="Hub">The hub's id.</param>
/// <param name="Topics">The topics as they were asked for.</param>
internal sealed record LiveUnsubscribe(string Hub, IReadOnlyList<string> Topics);

/// <summary>A call of <c>Command</c>; for the description.</summary>
/// <param name="Hub">The hub's id.</param>
/// <param name="Name">The command in the hub's own words, for example <c>call_service</c>.</param>
/// <param name="Args">Its arguments, in the form the hub's kind wants.</param>
/// <param name="TimeoutMs">How long to wait for the hub's answer, 1 to 300000; default <c>Commands:Timeout</c>.</param>
/// <param name="ExpiresAt">It is not sent after this time. Where the hub's rate is used up it waits for its turn until then.</param>
/// <param name="Wait">False: answered as soon as it is written to the hub.</param>
/// <param name="IdempotencyKey">Sent once, however often it is called with the same key within 10 minutes.</param>
/// <param name="Confirm">The topic on which an event is to follow.</param>
internal sealed record LiveCommand(
    string Hub, string Name, RawJson? Args, int? TimeoutMs, DateTimeOffset? ExpiresAt, bool? Wait, string? IdempotencyKey, CommandConfirmRequest? Confirm);
