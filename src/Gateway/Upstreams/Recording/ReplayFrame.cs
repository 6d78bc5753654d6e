namespace Gateway.Upstreams.Recording;

/// <summary>One recorded WebSocket message.</summary>
/// <param name="Ms">When it went, in milliseconds since the connection opened.</param>
/// <param name="IsIncoming">From the hub.</param>
/// <param name="IsText">Text, or binary.</param>
/// <param name="Bytes">The message.</param>
internal sealed record ReplayFrame(double Ms, bool IsIncoming, bool IsText, byte[] Bytes);
