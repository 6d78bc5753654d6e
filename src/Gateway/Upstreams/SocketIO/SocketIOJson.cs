using System.Text.Json.Serialization;

namespace Gateway.Upstreams.SocketIO;

/// <summary>How the few JSON values that are ours are written.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class SocketIOJson : JsonSerializerContext;
