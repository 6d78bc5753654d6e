using System.Net.WebSockets;

namespace Gateway.Upstreams.Transports;

/// <summary>Stands in for the network between the gateway and one hub.</summary>
internal interface ITrafficStage
{
    /// <summary>What answers HTTP requests; made once, never disposed of by who uses it.</summary>
    HttpMessageHandler Http { get; }

    /// <summary>Opens a WebSocket.</summary>
    /// <exception cref="WebSocketException">None can be opened.</exception>
    WebSocket Open(Uri url);
}
