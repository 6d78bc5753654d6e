namespace Gateway.Upstreams.Transports;

/// <summary>One HTTP request to a hub.</summary>
/// <param name="Method">GET and HEAD may be repeated; everything else is sent once at most.</param>
/// <param name="Url">Where to. It may hold a key in its path: nobody prints more than its authority.</param>
internal sealed record HubHttpRequest(HttpMethod Method, Uri Url)
{
    /// <summary>What is sent along; empty: nothing.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Of the body. Default <c>application/json</c>; null: no such header.</summary>
    public string? ContentType { get; init; } = "application/json";

    /// <summary>Further headers, credentials among them.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long one try may take, from the connection to the last byte of the answer. Default 10 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The caller's time is over: the answer is then a failure that says whether the request was sent.</summary>
    public CancellationToken Deadline { get; init; }

    /// <summary>It must not be written after this time. A read is only looked at before it is sent, and tried once.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Called when the writing begins: from then on the hub may have it. For what changes something; must return at once.</summary>
    public Action? Begun { get; init; }

    /// <summary>
    /// Asked by a loop that has waits of its own, when it opens a session: tried once, let through also where the hub is being
    /// left alone, and an answer ends that. Default false.
    /// </summary>
    public bool IsProbe { get; init; }

    /// <summary>Asking twice does no more than asking once.</summary>
    public bool IsRead => Method == HttpMethod.Get || Method == HttpMethod.Head;

    // The record's own text would show the key in the path, the headers and the body.
    public override string ToString() => $"{Method} {Url.GetLeftPart(UriPartial.Authority)}";
}
