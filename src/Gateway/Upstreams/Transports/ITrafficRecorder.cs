using System.Net.WebSockets;

namespace Gateway.Upstreams.Transports;

/// <summary>Takes a copy of everything that goes between the gateway and one hub. Every call returns at once; thread-safe.</summary>
internal interface ITrafficRecorder
{
    /// <summary>A WebSocket opened; answers its number.</summary>
    int Opened(Uri url);

    /// <summary>A whole message.</summary>
    void Frame(int connection, bool isIncoming, WebSocketMessageType type, ReadOnlySpan<byte> message);

    /// <summary>A WebSocket ended.</summary>
    /// <param name="connection">Its number.</param>
    /// <param name="isByHub">Whether the hub ended it, or it broke; else we did.</param>
    /// <param name="code">The hub's close code; null: it broke without one.</param>
    void Closed(int connection, bool isByHub, int? code);

    /// <summary>An HTTP request was answered.</summary>
    void Exchanged(TrafficExchange exchange);
}

/// <summary>One HTTP request and its whole answer.</summary>
/// <param name="Method">Such as <c>GET</c>.</param>
/// <param name="Url">It may hold a key.</param>
/// <param name="Body">What was sent; empty where that is not kept.</param>
/// <param name="Status">The answer's.</param>
/// <param name="Headers">The answer's.</param>
/// <param name="Answer">The answer's body.</param>
internal sealed record TrafficExchange(
    string Method, Uri Url, ReadOnlyMemory<byte> Body, int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Answer);
