using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>What a client asks for in one call.</summary>
/// <param name="Topics">Topics of one hub.</param>
/// <param name="ResumeFrom">Where the client was before; null when it starts anew.</param>
/// <param name="MinInterval">The shortest time between two events of one topic; zero: every event.</param>
internal sealed record SubscribeRequest(IReadOnlyList<string> Topics, Cursor? ResumeFrom = null, TimeSpan MinInterval = default);
