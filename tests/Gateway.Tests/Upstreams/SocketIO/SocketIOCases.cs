namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>What our client must do with every generation by every transport. The names are the rows of docs/socketio-matrix.md.</summary>
internal static class SocketIOCases
{
    public static IReadOnlyDictionary<string, Func<SocketIOCase, Task>> All { get; } = new Dictionary<string, Func<SocketIOCase, Task>>(StringComparer.Ordinal)
    {
        ["connect; the generation is told"] = SocketIOOpeningCases.ConnectAsync,
        ["generation found out (Auto)"] = SocketIOOpeningCases.AutoAsync,
        ["echo with Unicode, arguments untouched"] = SocketIOTrafficCases.EchoAsync,
        ["200 kB in one event, both ways"] = SocketIOTrafficCases.LargeAsync,
        ["event name with a quote"] = SocketIOTrafficCases.QuoteAsync,
        ["ack (error, result)"] = SocketIOTrafficCases.AckAsync,
        ["the server asks, we answer"] = SocketIOTrafficCases.AnswerAsync,
        ["namespace with query or auth"] = SocketIOOpeningCases.NamespaceAsync,
        ["token refused, with the server's words"] = SocketIOOpeningCases.RefusedAsync,
        ["namespace with a token check"] = SocketIOOpeningCases.SecureAsync,
        ["namespace that does not exist"] = SocketIOOpeningCases.UnknownNamespaceAsync,
        ["own namespace refused, with the server's words"] = SocketIOOpeningCases.OwnNamespaceRefusedAsync,
        ["another 'Version' than the server's is explained"] = SocketIOOpeningCases.WrongVersionAsync,
        ["HandshakeUrl opens the session"] = SocketIOOpeningCases.HandshakeUrlAsync,
        ["own certificate: taken where pinned, else refused"] = SocketIOOpeningCases.OwnCertificateAsync,
        ["binary both ways"] = SocketIOTrafficCases.BinaryAsync,
        ["binary in an ack"] = SocketIOTrafficCases.BinaryAckAsync,
        ["binary as base64"] = SocketIOTrafficCases.Base64Async,
        ["every event arrives, binary too"] = SocketIOTrafficCases.CatchAllAsync,
        ["special characters in query values"] = SocketIOOpeningCases.QueryAsync,
        ["headers reach the handshake"] = SocketIOOpeningCases.HeadersAsync,
        ["500 events keep their order"] = SocketIOTrafficCases.BurstAsync,
        ["8 × 500 acks at once, none to the wrong caller"] = SocketIOTrafficCases.ConcurrentAcksAsync,
        ["raw packet"] = SocketIOTrafficCases.RawAsync,
        ["removed from the namespace, transport stays"] = SocketIOEndingCases.KickAsync,
        ["closed by the server"] = SocketIOEndingCases.KickCloseAsync,
        ["cut without a goodbye"] = SocketIOEndingCases.KillAsync,
        ["server killed and started again"] = SocketIOEndingCases.RestartAsync,
        ["frozen server is found dead"] = SocketIOEndingCases.FreezeAsync,
        ["idle for three pings stays open"] = SocketIOEndingCases.IdleAsync,
        ["disposed: nothing left on the server"] = SocketIOEndingCases.DisposeAsync,
    };
}
