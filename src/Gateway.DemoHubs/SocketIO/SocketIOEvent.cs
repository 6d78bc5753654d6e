using System.Text.Json.Nodes;
using Gateway.DemoHubs.SocketIO.Packets;

namespace Gateway.DemoHubs.SocketIO;

/// <summary>An event from a client. Placeholders in <c>Arguments</c> stand for <c>Attachments</c>.</summary>
internal sealed class SocketIOEvent(
    SocketIOSocket socket, string name, IReadOnlyList<JsonNode?> arguments, IReadOnlyList<ReadOnlyMemory<byte>> attachments, long? ackId)
{
    private bool _isAnswered;

    public SocketIOSocket Socket => socket;

    public string Name => name;

    /// <summary>Without the name.</summary>
    public IReadOnlyList<JsonNode?> Arguments => arguments;

    public IReadOnlyList<ReadOnlyMemory<byte>> Attachments => attachments;

    public bool WantsAck => ackId is not null;

    public JsonNode? Argument(int index) => index < arguments.Count ? arguments[index] : null;

    public void Acknowledge(params string[] items) => Acknowledge(SocketData.Of(items));

    /// <summary>Only the first one counts. Gate held; also later than the event.</summary>
    public void Acknowledge(SocketData data)
    {
        if (ackId is not { } id || _isAnswered)
            return;
        _isAnswered = true;
        var server = socket.Server;
        var command = server.CommandOf(this);
        if (server.Answers.TakeClose(command))
            socket.Connection.Abort();
        else
            server.Answers.Answer(command, () => socket.Send(PacketWriter.Ack(socket.Namespace, id, data)));
    }
}
