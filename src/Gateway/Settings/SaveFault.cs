namespace Gateway.Settings;

/// <summary>Why a change was not saved.</summary>
/// <param name="Text">For people, with the cure.</param>
/// <param name="IsFull">There are as many hubs as there may be. Else the file cannot be read or written.</param>
internal sealed record SaveFault(string Text, bool IsFull = false);
