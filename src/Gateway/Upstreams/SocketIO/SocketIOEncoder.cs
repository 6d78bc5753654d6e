using System.Buffers;
using System.Buffers.Text;
using System.Collections.Frozen;
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

    /// <summary>
    /// Names that 4.x answers by closing the transport (read in its source), also one of Engine.IO 3 that it lets in. What else speaks 3
    /// or 4 cannot be told from it; the clients of all of them keep these names to themselves.
    /// </summary>
    private static readonly FrozenSet<string> Reserved =
        FrozenSet.Create(StringComparer.Ordinal, "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener");

    private ArrayBufferWriter<byte> _arguments = new(256);

    public int MaxUnanswered => int.MaxValue;

    /// <summary>Whether a server may close the connection on an event of that name.</summary>
    public static bool IsRefused(string name) => Reserved.Contains(name);

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
        if (isEvent && IsRefused(request.Name))
        {
            return $"The event name '{request.Name}' is the protocol's own; the server would close the connection.";
        }

        _arguments = _arguments.Emptied();
        var attachments = BinaryJson.Extract(request.Payload.IsEmpty ? "[]"u8 : request.Payload.Span, _arguments);
        var inside = SocketIOArguments.ReadList(_arguments.WrittenSpan).All;
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
            WriteEvent(request.Name, inside, batch);
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

    private static void WriteEvent(string name, ReadOnlySpan<byte> inside, OutboundBatch batch)
    {
        batch.Write("[\""u8);
        batch.Write(JsonEncodedText.Encode(name, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        batch.Write("\""u8);
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
