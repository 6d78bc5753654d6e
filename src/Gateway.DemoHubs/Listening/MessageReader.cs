using System.Buffers;
using System.Net.WebSockets;

namespace Gateway.DemoHubs.Listening;

internal enum MessageType
{
    Text,
    Binary,
    TooLong,
}

/// <summary><c>Bytes</c> are valid until the next read.</summary>
internal sealed record InboundMessage(MessageType Type, ReadOnlyMemory<byte> Bytes);

/// <summary>Joins fragments. A message above <paramref name="maxBytes"/> is told as soon as it is, and its rest is thrown away.</summary>
internal sealed class MessageReader(WebSocket socket, int maxBytes)
{
    private const int ChunkBytes = 16 * 1024;

    private readonly ArrayBufferWriter<byte> _message = new();
    private bool _skipping;

    /// <summary>Null when the client has sent its close frame.</summary>
    public async ValueTask<InboundMessage?> ReadAsync()
    {
        _message.ResetWrittenCount();
        while (true)
        {
            var chunk = await socket.ReceiveAsync(_message.GetMemory(ChunkBytes), CancellationToken.None);
            if (chunk.MessageType is WebSocketMessageType.Close)
                return null;
            if (_skipping)
            {
                _skipping = !chunk.EndOfMessage;
                continue;
            }

            _message.Advance(chunk.Count);
            if (_message.WrittenCount > maxBytes)
            {
                _skipping = !chunk.EndOfMessage;
                return new InboundMessage(MessageType.TooLong, default);
            }

            if (chunk.EndOfMessage)
                return new InboundMessage(chunk.MessageType is WebSocketMessageType.Text ? MessageType.Text : MessageType.Binary, _message.WrittenMemory);
        }
    }
}
