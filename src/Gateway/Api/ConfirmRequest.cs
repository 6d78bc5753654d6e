namespace Gateway.Api;

/// <summary>The topic on which an event is to follow a command.</summary>
/// <param name="Topic">A topic of the same hub; patterns too.</param>
/// <param name="Timeout">How long an event may take, from the write; 1 ms to 5 minutes.</param>
internal sealed record ConfirmRequest(string Topic, TimeSpan Timeout);
