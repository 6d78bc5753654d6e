namespace Gateway.Upstreams.SocketIO;

/// <summary>Which generation of Socket.IO server is at the other end.</summary>
internal enum SocketIOVersion
{
    /// <summary>Found out on connecting, and remembered.</summary>
    Auto = -1,

    /// <summary>0.9: a protocol of its own.</summary>
    V0 = 0,

    /// <summary>1.x: Engine.IO 3.</summary>
    V1 = 1,

    /// <summary>2.x: Engine.IO 3.</summary>
    V2 = 2,

    /// <summary>3.x: Engine.IO 4.</summary>
    V3 = 3,

    /// <summary>4.x: Engine.IO 4.</summary>
    V4 = 4,
}
