namespace Gateway.Upstreams.HomeAssistant;

/// <summary>
/// One message of the hub as slices of its frame, valid as long as the frame's buffer is. An absent member is an empty
/// slice, a JSON <c>null</c> is not. Wire: WebSocket API of Home Assistant, developers.home-assistant.io/docs/api/websocket.
/// </summary>
internal readonly ref struct HomeAssistantMessage
{
    public HomeAssistantMessageType Type { get; init; }

    /// <summary>The text of <c>type</c> without quotes and escapes.</summary>
    public ReadOnlySpan<byte> TypeName { get; init; }

    /// <summary>
    /// Null unless the hub sent a JSON integer of at most 64 bits: it gives ids back as it got them, <c>null</c> and texts too.
    /// </summary>
    public long? Id { get; init; }

    public bool Success { get; init; }

    /// <summary>JSON of <c>result</c>.</summary>
    public ReadOnlySpan<byte> Result { get; init; }

    /// <summary>JSON of <c>error</c>.</summary>
    public ReadOnlySpan<byte> Error { get; init; }

    /// <summary>JSON of <c>event</c>.</summary>
    public ReadOnlySpan<byte> Event { get; init; }

    /// <summary>The whole message as the hub sent it.</summary>
    public ReadOnlySpan<byte> Raw { get; init; }

    /// <summary>The text of <c>ha_version</c> without quotes and escapes.</summary>
    public ReadOnlySpan<byte> HaVersion { get; init; }

    /// <summary>The text of <c>message</c>, which says why authentication failed, without quotes and escapes.</summary>
    public ReadOnlySpan<byte> Message { get; init; }
}
