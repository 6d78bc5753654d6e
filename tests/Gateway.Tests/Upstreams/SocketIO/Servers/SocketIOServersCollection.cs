namespace Gateway.Tests.Upstreams.SocketIO.Servers;

/// <summary>Test classes that share the servers, and so run one after the other: what a test counts is its own. A class that takes long has servers of its own, and waits for nobody.</summary>
[CollectionDefinition(Name)]
public sealed class SocketIOServersCollection : ICollectionFixture<SocketIOServers>
{
    public const string Name = "Socket.IO servers";
}
