using System.Buffers;
using System.Text;
using Gateway.Upstreams.SocketIO.Packets;
using Gateway.Upstreams.SocketIO.Transports;

namespace Gateway.Upstreams.SocketIO;

/// <summary>Reads Engine.IO packets, revisions 3 and 4, and the Socket.IO packets in them.</summary>
internal sealed class SocketIOReader(SocketIOInbox inbox, SocketIOHeart heart, EngineRevision revision, int maxBytes) : ISocketIOReader
{
    /// <summary>Servers themselves take ten at most.</summary>
    private const int MaxAttachments = 64;

    private readonly List<ReadOnlyMemory<byte>> _attachments = [];
    private ArrayBufferWriter<byte> _inlined = new();
    private byte[]? _header;
    private int _expected;
    private long _bytes;

    public DisconnectReason? Read(EnginePacket packet)
    {
        try
        {
            return packet.Kind switch
            {
                EnginePacketKind.Closed => DisconnectReason.HubClosed(Encoding.UTF8.GetString(packet.Bytes.Span)),
                EnginePacketKind.Binary => AddAttachment(packet.Bytes.Span),
                _ => ReadText(packet.Bytes.Span),
            };
        }
        catch (SocketIOFormatException exception)
        {
            DropAttachments();
            inbox.Strange(exception.Message, packet.Bytes.Length);
            return null;
        }
    }

    private DisconnectReason? ReadText(ReadOnlySpan<byte> text)
    {
        switch (text)
        {
            case [(byte)'4', ..]:
                return ReadMessage(text[1..]);
            case [(byte)'2', ..]:
                heart.Pinged();
                break;
            case [(byte)'3', ..]:
                heart.Ponged();
                break;
            case [(byte)'6', ..] or [(byte)'0', ..]:
                break;
            case [(byte)'b', ..]:
                throw new SocketIOFormatException("a binary packet is no base64");
            case [(byte)'1', ..]:
                return DisconnectReason.HubClosed("The server closed the session.");
            default:
                inbox.Strange("a packet has no known type", text.Length);
                break;
        }

        return null;
    }

    private DisconnectReason? ReadMessage(ReadOnlySpan<byte> text)
    {
        var packet = SocketIOPacketReader.Read(text);
        if (_header is not null)
        {
            // Attachments follow their packet at once; whatever comes between means they were lost.
            DropAttachments();
            inbox.Strange("a packet's attachments are missing", text.Length);
        }

        switch (packet.Type)
        {
            case SocketIOPacketType.Connect:
                if (Settle(packet) is { } reason)
                {
                    return reason;
                }

                inbox.Connected(packet.Namespace);
                break;
            case SocketIOPacketType.Disconnect:
                inbox.Disconnected(packet.Namespace);
                break;
            case SocketIOPacketType.ConnectError:
                inbox.Refused(packet.Namespace, packet.Json);
                break;
            case SocketIOPacketType.Event or SocketIOPacketType.Ack:
                Dispatch(packet, packet.Json);
                break;
            default:
                Expect(packet, text);
                break;
        }

        return null;
    }

    /// <summary>
    /// Only revision 4 gives each namespace an id of its own; a plain answer shows a server that was asked for 4 and speaks 3. Taken
    /// for a 4 it would wait for pings in vain, and close again and again.
    /// </summary>
    private DisconnectReason? Settle(in SocketIOPacket packet)
    {
        if (!revision.IsCertain)
        {
            revision.Settle(packet.Json.IsEmpty ? 3 : 4);
        }

        return revision.Number == 4 && packet.Json.IsEmpty
            ? DisconnectReason.ProtocolFault(
                "The server speaks Engine.IO 3, as Socket.IO 1 and 2 do, and was asked for Engine.IO 4, that of Socket.IO 3 and 4. Set 'Version' to \"Auto\" or to the server's own.")
            : null;
    }

    private void Expect(in SocketIOPacket packet, ReadOnlySpan<byte> text)
    {
        if (packet.Attachments == 0)
        {
            Dispatch(packet, packet.Json);
            return;
        }

        if (packet.Attachments > MaxAttachments)
        {
            throw new SocketIOFormatException($"a packet has {packet.Attachments} attachments, more than {MaxAttachments}");
        }

        _header = text.ToArray();
        _expected = packet.Attachments;
    }

    private DisconnectReason? AddAttachment(ReadOnlySpan<byte> bytes)
    {
        if (_header is null)
        {
            throw new SocketIOFormatException("a binary message belongs to no packet");
        }

        _bytes += bytes.Length;
        if (_bytes > maxBytes)
        {
            throw new SocketIOFormatException($"a packet's attachments have more than {maxBytes} bytes");
        }

        _attachments.Add(bytes.ToArray());
        if (_attachments.Count == _expected)
        {
            var packet = SocketIOPacketReader.Read(_header);
            _inlined = _inlined.Emptied();
            BinaryJson.Inline(packet.Json, _attachments, maxBytes, _inlined);
            DropAttachments();
            Dispatch(packet, _inlined.WrittenSpan);
        }

        return null;
    }

    private void Dispatch(in SocketIOPacket packet, ReadOnlySpan<byte> json)
    {
        if (packet.Type is SocketIOPacketType.Event or SocketIOPacketType.BinaryEvent)
        {
            inbox.Event(packet.Namespace, packet.Id, SocketIOArguments.ReadEvent(json));
            return;
        }

        SocketIOArguments.ReadList(json);
        inbox.Ack(packet.Namespace, packet.Id ?? throw new SocketIOFormatException("an ack has no id"), json);
    }

    private void DropAttachments()
    {
        _attachments.Clear();
        _header = null;
        _bytes = 0;
    }
}
