namespace Gateway.Upstreams.SocketIO.Transports;

/// <summary>A transport is broken, or the server ended it. The reason's words are for people and free of secrets.</summary>
internal sealed class EngineTransportException(DisconnectReason reason, Exception? inner = null) : IOException(reason.Message, inner)
{
    public DisconnectReason Reason => reason;

    /// <summary>What the server said when it refused us; null where it was not that.</summary>
    public string? Refusal { get; init; }

    /// <summary>Something answers there, and it is not what was looked for, as far as this question tells.</summary>
    public bool IsNoSuchServer => Refusal is null && reason.Name is "not-the-hub";

    /// <summary>There was no answer in time.</summary>
    public bool IsTimeout { get; init; }

    /// <summary>The HTTP status behind it, if any.</summary>
    public System.Net.HttpStatusCode? Status { get; init; }
}
