using System.Text.Json.Nodes;
using Gateway.DemoHubs.SocketIO.Engine;

namespace Gateway.DemoHubs.SocketIO;

/// <summary>
/// A client at the door of a namespace. <c>Auth</c> is what it sent along (EIO4), <c>Query</c> the query of the namespace (EIO3); what the upgrade said is in the connection's request.
/// </summary>
internal sealed record SocketIOJoin(SocketIOConnection Connection, string Namespace, JsonObject? Auth, IReadOnlyDictionary<string, string> Query)
{
    public EngineRequest Request => Connection.Request;
}
