using Gateway.Upstreams.SocketIO.Packets;

namespace Gateway.Upstreams.SocketIO.Transports;

/// <summary>How the bodies of one polling session look.</summary>
/// <param name="Revision">4, 3, or 0 for Socket.IO 0.9.</param>
/// <param name="IsVersion1">Whether it is a 1.x server, whose text form is encoded twice.</param>
/// <param name="Base64">Whether binary is written as text.</param>
internal sealed record PollingForm(int Revision, bool IsVersion1, bool Base64)
{
    /// <summary>The largest body the server takes. Default 1 MB, which servers take that do not say.</summary>
    public int MaxBody { get; init; } = 1_000_000;
}

/// <summary>Chooses the decoder of an answer: by session, and in Engine.IO 3 by each answer's type.</summary>
internal static class PollingBodies
{
    /// <summary>Whether it is of a type that the protocol has: a page of a proxy makes packets too where nothing else marks them.</summary>
    public static bool IsKnown(in PayloadPacket packet, int revision) => packet.IsBinary || (revision == 0
        ? packet.Bytes.Span is [>= (byte)'0' and <= (byte)'8', (byte)':', ..]
        : packet.Bytes.Span is [(>= (byte)'0' and <= (byte)'6') or (byte)'b', ..]);

    /// <exception cref="SocketIOFormatException">It is no such body.</exception>
    public static void Decode(EngineAnswer answer, PollingForm form, List<PayloadPacket> packets)
    {
        switch (form.Revision)
        {
            case 0:
                EnginePayload.ReadLegacy(answer.Body, packets);
                break;
            case 3 when answer.IsBinary:
                EnginePayload.ReadBinary(answer.Body, packets);
                break;
            case 3:
                EnginePayload.ReadText(answer.Body, form.IsVersion1, packets);
                break;
            default:
                EnginePayload.ReadSeparated(answer.Body, packets);
                break;
        }
    }
}
