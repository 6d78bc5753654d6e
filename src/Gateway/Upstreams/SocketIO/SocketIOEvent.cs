namespace Gateway.Upstreams.SocketIO;

/// <summary>
/// One event from the server; valid during the call that hands it over. Binary attachments stand in the arguments as
/// <c>{"$binary":"&lt;base64&gt;"}</c>, so all of it is valid JSON.
/// </summary>
internal readonly ref struct SocketIOEvent
{
    /// <summary>UTF-8, <c>/</c> for the root.</summary>
    public required ReadOnlySpan<byte> Namespace { get; init; }

    /// <summary>The event's name, unescaped UTF-8.</summary>
    public required ReadOnlySpan<byte> Name { get; init; }

    /// <summary>How many arguments there are.</summary>
    public required int Count { get; init; }

    /// <summary>The first argument's JSON; empty when there is none.</summary>
    public ReadOnlySpan<byte> First { get; init; }

    /// <summary>The JSON of the arguments after the first, separated by commas, without brackets; empty when there are none.</summary>
    public ReadOnlySpan<byte> Rest { get; init; }

    /// <summary>The JSON of all arguments, separated by commas, without brackets.</summary>
    public ReadOnlySpan<byte> All { get; init; }

    /// <summary>Under which id the server waits for an answer; null when it does not.</summary>
    public long? AckId { get; init; }
}
