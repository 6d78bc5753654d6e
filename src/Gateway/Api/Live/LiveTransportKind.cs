namespace Gateway.Api.Live;

/// <summary>Who serves WebSockets at <c>/live</c>: configuration <c>Gateway:Clients:Transport</c>.</summary>
internal enum LiveTransportKind
{
    /// <summary>The gateway's own transport: ready-made records go to the socket in one write. Default.</summary>
    Direct,

    /// <summary>ASP.NET Core's transport, as it does Server-Sent Events and long polling in any case.</summary>
    Stock,
}
