namespace Gateway.Upstreams.SocketIO.Packets;

/// <summary>Bytes from the server that are no packet. Its message fits after "because".</summary>
internal sealed class SocketIOFormatException(string message, Exception? inner = null) : FormatException(message, inner);
