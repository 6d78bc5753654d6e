namespace Gateway.Upstreams.HomeAssistant;

/// <summary>What a message from the hub is, by its <c>type</c> member.</summary>
internal enum HomeAssistantMessageType
{
    /// <summary>Not an object, or an object without a readable <c>type</c> text.</summary>
    None,
    AuthRequired,
    AuthOk,
    AuthInvalid,
    Result,
    Event,
    Pong,

    /// <summary>A type this client does not know, a custom component's for instance.</summary>
    Other,
}
