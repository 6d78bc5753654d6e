using Gateway.Upstreams.SocketIO.Transports;

namespace Gateway.Upstreams.SocketIO;

/// <summary>Reads packets of one wire format. Used by the read loop only.</summary>
internal interface ISocketIOReader
{
    /// <summary>Takes one packet in. A packet that is none is counted. Null, or why the server ended the connection.</summary>
    DisconnectReason? Read(EnginePacket packet);
}
