namespace Gateway.Stress.Load.Lines;

/// <summary>One message of the gateway's. Called in the order they came, from one thread at a time.</summary>
/// <param name="kind"><c>event</c>, <c>topic</c>, <c>hub</c> or <c>gap</c>.</param>
/// <param name="payload">Its JSON.</param>
/// <param name="id">Over Server-Sent Events the cursor from which one may resume; else empty.</param>
internal delegate void RecordHandler(string kind, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> id);
