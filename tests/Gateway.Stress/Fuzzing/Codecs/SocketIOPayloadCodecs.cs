using System.Text;
using System.Text.Unicode;
using Gateway.Upstreams.SocketIO.Packets;

namespace Gateway.Stress.Fuzzing.Codecs;

internal static class SocketIOPayloadCodecs
{
    private static readonly PayloadPacket[] Packets =
        [new(IsBinary: false, "42[\"é😀\",1]"u8.ToArray()), new(IsBinary: true, new byte[] { 1, 2, 3, 255 }), new(IsBinary: false, "2"u8.ToArray()), new(IsBinary: false, "b!"u8.ToArray())];

    private static readonly byte[][] Seeds =
    [
        EnginePayload.WriteSeparated(Packets), EnginePayload.WriteBinary(Packets, base64: false), EnginePayload.WriteBinary(Packets, base64: true), EnginePayload.WriteLegacy([Packets[0], Packets[2]]),
        EnginePayload.WriteLegacy([Packets[0]]), "2:4017:42[\"echo\",\"é中😀\"]6:b4AQID"u8.ToArray(), "1:20:3:4ab"u8.ToArray(),
    ];

    private delegate void Reader(byte[] body, List<PayloadPacket> packets);

    public static IEnumerable<FuzzCodec> All() =>
    [
        Of("engine-payload-4", static (body, packets) => EnginePayload.ReadSeparated(body, packets), static packets => EnginePayload.WriteSeparated(packets)),
        Of("engine-payload-3-text", static (body, packets) => EnginePayload.ReadText(body, isTwiceEncoded: false, packets), null),
        Of("engine-payload-3-twice", static (body, packets) => EnginePayload.ReadText(body, isTwiceEncoded: true, packets), null),
        Of("engine-payload-3-binary", static (body, packets) => EnginePayload.ReadBinary(body, packets), static packets => EnginePayload.WriteBinary(packets, base64: false)),
        Of("engine-payload-legacy", static (body, packets) => EnginePayload.ReadLegacy(body, packets), static packets => packets.TrueForAll(static packet => Ascii.IsValid(packet.Bytes.Span)) ? EnginePayload.WriteLegacy(packets) : null),
    ];

    private static FuzzCodec Of(string name, Reader read, Func<List<PayloadPacket>, byte[]?>? write) => new(
        name,
        body =>
        {
            var found = new List<PayloadPacket>();
            try
            {
                read(body, found);
            }
            catch (SocketIOFormatException)
            {
                return false;
            }

            Must.Hold(found.TrueForAll(static packet => packet.IsBinary || Utf8.IsValid(packet.Bytes.Span)), "a text packet is text");
            // Nobody writes an empty packet.
            if (found.Count > 0 && found.TrueForAll(static packet => !packet.Bytes.IsEmpty) && write?.Invoke(found) is { } again)
            {
                var second = new List<PayloadPacket>();
                read(again, second);
                Must.Hold(
                    second.Count == found.Count && second.Zip(found).All(static pair => pair.First.IsBinary == pair.Second.IsBinary && pair.First.Bytes.Span.SequenceEqual(pair.Second.Bytes.Span)),
                    "what is accepted, written and read again, is the same", Convert.ToBase64String(again));
            }

            return true;
        },
        Seeds)
    {
        // A packet of one byte costs a record and an array.
        MaxBytesPerByte = 400,
    };
}
