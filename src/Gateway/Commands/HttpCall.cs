namespace Gateway.Commands;

/// <summary>One HTTP request of a client's to a hub's own API. Its form is checked: nothing in it leads out of that API.</summary>
/// <param name="Hub">The hub's id.</param>
/// <param name="Method">In capitals.</param>
/// <param name="Path">Below the hub's API root, without a leading slash, percent-encoded where it must be; empty: the root itself.</param>
/// <param name="Query">Percent-encoded, without the question mark; empty: none.</param>
internal sealed record HttpCall(string Hub, string Method, string Path, string Query)
{
    /// <summary>Those the client may send to a hub; none of them names the client, another host or a credential.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Read while it is sent, as fast as the hub takes it. Null: none.</summary>
    public Stream? Body { get; init; }

    /// <summary>In bytes; null when the client did not say.</summary>
    public long? BodyLength { get; init; }

    /// <summary>It changes nothing, so that it costs no command.</summary>
    public bool IsRead => Method is "GET" or "HEAD" or "OPTIONS";
}
