namespace Gateway.Upstreams.GenericSocketIO;

/// <summary>What a server's answer to a command means; the protocol itself only knows a list of values.</summary>
internal enum SocketIOAckStyle
{
    /// <summary><c>[null, x]</c> is yes with x; <c>[e, …]</c> or one object with an <c>error</c> member is no; one value is yes with that value.</summary>
    ErrorFirst,

    /// <summary>Every answer is yes with the whole array.</summary>
    Values,
}
