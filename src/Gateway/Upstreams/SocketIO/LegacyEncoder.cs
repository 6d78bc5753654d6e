using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Upstreams.SocketIO.Packets;
using Gateway.Upstreams.SocketIO.Transports;

namespace Gateway.Upstreams.SocketIO;

/// <summary>Writes requests in the format of Socket.IO 0.9. Used by the one writer.</summary>
/// <param name="isPolled">Whether packets travel in bodies, many in one, and not in frames.</param>
internal sealed class LegacyEncoder(bool isPolled = false) : ISocketIOEncoder
{
    private ArrayBufferWriter<byte> _arguments = new(256);

    /// <summary>
    /// The server's WebSocket parser calls itself once for each frame of a TCP read: 1,500 small frames at once overflow its
    /// stack and end its process (seen with 0.9.19), 500 do not.
    /// </summary>
    public int MaxUnanswered => isPolled ? int.MaxValue : 128;

    public void EncodeBeat(SocketIOBeat beat, OutboundBatch batch)
    {
        batch.Write("2::"u8);
        batch.EndText();
    }

    public string? Encode(SocketIORequest request, long id, OutboundBatch batch)
    {
        switch (request.Kind)
        {
            case SocketIORequestKind.Join:
                WriteHead("1::"u8, JoinName(request.Namespace), batch);
                break;
            case SocketIORequestKind.Leave:
                WriteHead("0::"u8, request.Namespace, batch);
                break;
            case SocketIORequestKind.Raw:
                batch.Write(request.Payload.Span);
                break;
            default:
                _arguments = _arguments.Emptied();
                if (!request.Payload.IsEmpty && BinaryJson.Extract(request.Payload.Span, _arguments).Count > 0)
                {
                    return "Socket.IO 0.9 has no binary; send text, such as base64.";
                }

                SocketIOArguments.ReadList(_arguments.WrittenCount == 0 ? "[]"u8 : _arguments.WrittenSpan);
                EncodeArguments(request, id, batch);
                break;
        }

        batch.EndText();
        return null;
    }

    private void EncodeArguments(SocketIORequest request, long id, OutboundBatch batch)
    {
        if (request.Kind == SocketIORequestKind.Answer)
        {
            WriteHead("6::"u8, request.Namespace, batch);
            batch.Write(":"u8);
            WriteNumber(request.AckId ?? 0, batch);
            batch.Write(_arguments.WrittenCount == 0 ? default : "+"u8);
            batch.Write(_arguments.WrittenSpan);
            return;
        }

        batch.Write("5:"u8);
        if (request.IsAwaited)
        {
            WriteNumber(id, batch);
            batch.Write("+"u8);
        }

        WriteHead(":"u8, request.Namespace, batch);
        batch.Write(":{\"name\":\""u8);
        batch.Write(JsonEncodedText.Encode(request.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        batch.Write("\",\"args\":"u8);
        batch.Write(_arguments.WrittenCount == 0 ? "[]"u8 : _arguments.WrittenSpan);
        batch.Write("}"u8);
    }

    /// <summary>The query of a namespace stands behind a colon: without it there is no answer.</summary>
    private static string JoinName(string namespaceName)
    {
        var query = namespaceName.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? namespaceName : $"{namespaceName[..query]}:{namespaceName[query..]}";
    }

    private static void WriteHead(ReadOnlySpan<byte> head, string namespaceName, OutboundBatch batch)
    {
        batch.Write(head);
        if (namespaceName.Length > 1)
        {
            Encoding.UTF8.GetBytes(namespaceName, batch);
        }
    }

    private static void WriteNumber(long number, OutboundBatch batch)
    {
        Utf8Formatter.TryFormat(number, batch.GetSpan(20), out var written);
        batch.Advance(written);
    }
}
