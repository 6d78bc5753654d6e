namespace Gateway.Upstreams.Recording;

/// <summary>One recorded HTTP request with its answer.</summary>
/// <param name="Connection">The number of the connection that was open, or came next; from 1.</param>
internal sealed record ReplayExchange(int Connection, string Method, string Path, string Request, int Status, IReadOnlyDictionary<string, string> Headers, byte[] Answer);
