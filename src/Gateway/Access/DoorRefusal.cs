namespace Gateway.Access;

/// <summary>Why somebody is not let in.</summary>
/// <param name="Status">401, 403 or 429.</param>
/// <param name="Detail">What is wrong, and the cure; never the key.</param>
/// <param name="RetryAfter">With 429: when to come back.</param>
internal sealed record DoorRefusal(int Status, string Detail, TimeSpan? RetryAfter = null);
