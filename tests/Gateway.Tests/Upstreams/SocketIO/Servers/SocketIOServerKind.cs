namespace Gateway.Tests.Upstreams.SocketIO.Servers;

/// <summary>The real servers, by generation: 0.9.19, 1.7.4, 2.5.1, 3.1.2, 4.8.4, and 4.8.4 which also takes clients of Engine.IO 3.</summary>
public enum SocketIOServerKind
{
    V0,
    V1,
    V2,
    V3,
    V4,
    V4AllowEio3,
}
