namespace Gateway.Commands;

/// <summary>Whether an event followed a command on the topic that was to confirm it.</summary>
/// <param name="Ok">Whether one did, in time.</param>
/// <param name="Ms">When it came, or until when it was waited for; in milliseconds from acceptance.</param>
internal sealed record CommandConfirmed(bool Ok, double Ms);
