using System.Buffers;
using System.Text;
using System.Text.Json;
using Gateway.Upstreams.SocketIO.Packets;
using Gateway.Upstreams.SocketIO.Transports;

namespace Gateway.Upstreams.SocketIO;

/// <summary>Reads packets of Socket.IO 0.9.</summary>
internal sealed class LegacyReader(SocketIOInbox inbox, SocketIOHeart heart) : ISocketIOReader
{
    private ArrayBufferWriter<byte> _list = new();

    public DisconnectReason? Read(EnginePacket packet)
    {
        try
        {
            switch (packet.Kind)
            {
                case EnginePacketKind.Closed:
                    return DisconnectReason.HubClosed(Encoding.UTF8.GetString(packet.Bytes.Span));
                case EnginePacketKind.Binary:
                    inbox.Strange("Socket.IO 0.9 has no binary", packet.Bytes.Length);
                    return null;
                default:
                    return Read(packet.Bytes.Span);
            }
        }
        catch (SocketIOFormatException exception)
        {
            inbox.Strange(exception.Message, packet.Bytes.Length);
            return null;
        }
    }

    private DisconnectReason? Read(ReadOnlySpan<byte> text)
    {
        var packet = LegacyPacket.Read(text);
        switch (packet.Type)
        {
            case LegacyPacketType.Connect:
                inbox.Connected(packet.Namespace);
                break;
            case LegacyPacketType.Heartbeat:
                heart.Pinged();
                break;
            case LegacyPacketType.Disconnect when packet.Namespace.SequenceEqual("/"u8):
                return DisconnectReason.HubClosed("The server closed the session.");
            case LegacyPacketType.Disconnect:
                inbox.Disconnected(packet.Namespace);
                break;
            case LegacyPacketType.Error:
                return ReadError(packet);
            case LegacyPacketType.Ack:
                var id = LegacyPacket.ReadAck(packet.Data, out var args);
                SocketIOArguments.ReadList(args.IsEmpty ? "[]"u8 : args);
                inbox.Ack(packet.Namespace, id, args.IsEmpty ? "[]"u8 : args);
                break;
            case LegacyPacketType.Event:
                ReadEvent(packet);
                break;
            case LegacyPacketType.Message:
                ReadMessage(packet, JsonSerializer.SerializeToUtf8Bytes(Encoding.UTF8.GetString(packet.Data), SocketIOJson.Default.String));
                break;
            case LegacyPacketType.Json:
                ReadMessage(packet, packet.Data);
                break;
        }

        return null;
    }

    /// <summary><c>reason[+advice]</c>: 0 transport not supported, 1 client not handshaken, 2 unauthorized.</summary>
    private DisconnectReason? ReadError(in LegacyPacket packet)
    {
        if (!packet.Namespace.SequenceEqual("/"u8))
        {
            var words = packet.Data is [(byte)'2', ..] ? "\"unauthorized\""u8 : "\"error\""u8;
            inbox.Refused(packet.Namespace, words);
            return null;
        }

        return packet.Data switch
        {
            [(byte)'2', ..] => DisconnectReason.CredentialsRefused("The server says that this client is unauthorized. Check 'Token' and 'Query'."),
            [(byte)'1', ..] => DisconnectReason.HubClosed("The server does not know the session any more."),
            _ => DisconnectReason.HubClosed($"The server ended the session with error {Encoding.UTF8.GetString(packet.Data[..Math.Min(packet.Data.Length, 16)])}."),
        };
    }

    /// <summary>The form <c>{"name","args"}</c> is made the list that later revisions have.</summary>
    private void ReadEvent(in LegacyPacket packet)
    {
        ReadOnlySpan<byte> name = default;
        ReadOnlySpan<byte> args = default;
        var reader = new Utf8JsonReader(packet.Data);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new SocketIOFormatException("an event is no object");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isName = reader.ValueTextEquals("name"u8);
                var isArgs = reader.ValueTextEquals("args"u8);
                reader.Read();
                var from = (int)reader.TokenStartIndex;
                reader.Skip();
                var value = packet.Data[from..(int)reader.BytesConsumed];
                name = isName ? value : name;
                args = isArgs ? value : args;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new SocketIOFormatException("a packet's JSON is broken", exception);
        }

        if (name.IsEmpty || name[0] != '"')
        {
            throw new SocketIOFormatException("an event has no name");
        }

        Dispatch(packet, name, args.IsEmpty ? default : SocketIOArguments.ReadList(args).All);
    }

    private void ReadMessage(in LegacyPacket packet, ReadOnlySpan<byte> json) => Dispatch(packet, "\"message\""u8, json);

    private void Dispatch(in LegacyPacket packet, ReadOnlySpan<byte> name, ReadOnlySpan<byte> args)
    {
        _list = _list.Emptied();
        _list.Write("["u8);
        _list.Write(name);
        if (!args.IsEmpty)
        {
            _list.Write(","u8);
            _list.Write(args);
        }

        _list.Write("]"u8);
        inbox.Event(packet.Namespace, packet.HasPlus ? packet.Id : null, SocketIOArguments.ReadEvent(_list.WrittenSpan));
        if (packet is { Id: { } id, HasPlus: false })
        {
            inbox.Confirm(packet.Namespace, id);
        }
    }
}
