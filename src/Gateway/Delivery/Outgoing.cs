using Gateway.Events;

namespace Gateway.Delivery;

/// <summary>A message on its way out of a client's queue.</summary>
/// <param name="Message">To be released by whoever took it.</param>
/// <param name="AsSnapshot">Whether it is part of a snapshot.</param>
/// <param name="IsResumable">Whether the client has, with this message, everything up to its cursor, so that it may resume from there.</param>
internal readonly record struct Outgoing(SharedMessage Message, bool AsSnapshot, bool IsResumable);
