using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Gateway.Upstreams.SocketIO.Packets;
using Gateway.Upstreams.SocketIO.Transports;

namespace Gateway.Upstreams.SocketIO;

/// <summary>Writes requests as Engine.IO messages (<c>4…</c>), Socket.IO revisions 3 to 5. Used by the one writer.</summary>
internal sealed class SocketIOEncoder(EngineRevision revision) : ISocketIOEncoder
{
    /// <summary>Servers 2.x and 4.x close the transport above this.</summary>
    private const int MaxAttachments = 10;

    private readonly ArrayBufferWriter<byte> _arguments = new(256);

    public int MaxUnanswered => int.MaxValue;

    public void EncodeBeat(SocketIOBeat beat, OutboundBatch batch)
    {
        batch.Write(beat == SocketIOBeat.Ping ? "2"u8 : "3"u8);
        batch.EndText();
    }

    public string? Encode(SocketIORequest request, long id, OutboundBatch batch)
    {
        switch (request.Kind)
        {
            case SocketIORequestKind.Join:
                // Revision 3 takes parameters in a query, 4 as a payload.
                WriteHead('0', revision.Number == 3 ? request.Namespace : SocketIONamespaces.NameOf(request.Namespace), batch);
                batch.Write(revision.Number == 3 ? default : request.Payload.Span);
                break;
            case SocketIORequestKind.Leave:
                WriteHead('1', request.Namespace, batch);
                break;
            case SocketIORequestKind.Raw:
                batch.Write(request.Payload.Span);
                break;
            default:
                return EncodeArguments(request, id, batch);
        }

        batch.EndText();
        return null;
    }

    private string? EncodeArguments(SocketIORequest request, long id, OutboundBatch batch)
    {
        var isEvent = request.Kind == SocketIORequestKind.Event;
        _arguments.ResetWrittenCount();
        var attachments = BinaryJson.Extract(request.Payload.IsEmpty ? "[]"u8 : request.Payload.Span, _arguments);
        if (attachments.Count > MaxAttachments)
        {
            return $"It has {attachments.Count} binary attachments; servers close the connection above {MaxAttachments}.";
        }

        batch.Write("4"u8);
        WriteDigit(batch, (isEvent, attachments.Count > 0) switch { (true, false) => '2', (false, false) => '3', (true, true) => '5', _ => '6' });
        if (attachments.Count > 0)
        {
            WriteNumber(batch, attachments.Count);
            batch.Write("-"u8);
        }

        WriteNamespace(request.Namespace, batch);
        if (request.AckId is { } answered)
        {
            WriteNumber(batch, answered);
        }
        else if (request.IsAwaited)
        {
            WriteNumber(batch, id);
        }

        if (isEvent)
        {
            WriteEvent(request.Name, _arguments.WrittenSpan, batch);
        }
        else
        {
            batch.Write(_arguments.WrittenSpan);
        }

        batch.EndText();
        foreach (var attachment in attachments)
        {
            batch.AddBinary(attachment);
        }

        return null;
    }

    private static void WriteEvent(string name, ReadOnlySpan<byte> args, OutboundBatch batch)
    {
        batch.Write("[\""u8);
        batch.Write(JsonEncodedText.Encode(name, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        batch.Write("\""u8);
        var inside = SocketIOArguments.ReadList(args).All;
        if (!inside.IsEmpty)
        {
            batch.Write(","u8);
            batch.Write(inside);
        }

        batch.Write("]"u8);
    }

    private static void WriteHead(char type, string namespaceName, OutboundBatch batch)
    {
        batch.Write("4"u8);
        WriteDigit(batch, type);
        WriteNamespace(namespaceName, batch);
    }

    private static void WriteNamespace(string namespaceName, OutboundBatch batch)
    {
        if (namespaceName.Length > 1)
        {
            Encoding.UTF8.GetBytes(namespaceName, batch);
            batch.Write(","u8);
        }
    }

    private static void WriteDigit(OutboundBatch batch, char digit) => batch.Write([(byte)digit]);

    private static void WriteNumber(OutboundBatch batch, long number)
    {
        Utf8Formatter.TryFormat(number, batch.GetSpan(20), out var written);
        batch.Advance(written);
    }
}
