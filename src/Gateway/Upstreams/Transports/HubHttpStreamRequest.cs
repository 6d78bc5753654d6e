namespace Gateway.Upstreams.Transports;

/// <summary>One HTTP request to a hub whose body and answer are streamed. Sent once at most, save that the stack may repeat a read whose kept connection was closed.</summary>
/// <param name="Method">GET, HEAD and OPTIONS have no body.</param>
/// <param name="Url">Where to. It may hold a key in its path: nobody prints more than its authority.</param>
/// <param name="Api">What is added, and what is taken out of the answer.</param>
internal sealed record HubHttpStreamRequest(HttpMethod Method, Uri Url, HubHttpApi Api)
{
    /// <summary>Of the client; the API's own come on top of them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public Stream Body { get; init; } = Stream.Null;

    /// <summary>Null: unknown, and sent in chunks.</summary>
    public long? BodyLength { get; init; } = 0;

    /// <summary>The session that this belongs to is over.</summary>
    public CancellationToken Ended { get; init; }

    public bool IsRead => Method == HttpMethod.Get || Method == HttpMethod.Head || Method == HttpMethod.Options;

    // The record's own text would show the key in the path and the headers.
    public override string ToString() => $"{Method} {Api.Root.Authority}";
}
