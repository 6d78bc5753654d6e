namespace Gateway.Events;

/// <summary>One receiver's wish for a topic.</summary>
/// <param name="Receiver">Who.</param>
/// <param name="MinInterval">The shortest time between two events of one topic; zero: every event.</param>
internal readonly record struct Interest(IMessageReceiver Receiver, TimeSpan MinInterval);
