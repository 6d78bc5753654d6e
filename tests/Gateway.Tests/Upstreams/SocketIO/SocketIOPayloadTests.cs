using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Upstreams.SocketIO.Packets;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>The bodies of polling, both ways.</summary>
public sealed class SocketIOPayloadTests
{
    private const string Unicode = "4é中😀\"";

    [Fact]
    public void ReadSeparated_Engine4_SplitsAndDecodesBase64()
    {
        var packets = new List<PayloadPacket>();

        EnginePayload.ReadSeparated("42[\"echo\",1]\u001e42[\"echo\",2]\u001ebAQID"u8, packets);

        Shown(packets).ShouldBe(["42[\"echo\",1]", "42[\"echo\",2]", "#010203"]);
    }

    [Fact]
    public void ReadSeparated_Nothing_IsNoPacket()
    {
        var packets = new List<PayloadPacket>();

        EnginePayload.ReadSeparated([], packets);

        packets.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("5::/café:{\"name\":\"é:é\"}", "5::/café:{\"name\":\"\\u00e9:\\u00e9\"}")]
    [InlineData("5:1+:/café:{\"name\":\"é\"}", "5:1+:/café:{\"name\":\"\\u00e9\"}")]
    [InlineData("6::/café:1+[\"é\"]", "6::/café:1+[\"\\u00e9\"]")]
    [InlineData("4::/café:\"é\"", "4::/café:\"\\u00e9\"")]
    public void WriteLegacy_EndpointBeyondAscii_StaysAsItIsAndOnlyJsonIsEscaped(string packet, string written) =>
        Encoding.UTF8.GetString(EnginePayload.WriteLegacy([new(IsBinary: false, Encoding.UTF8.GetBytes(packet))])).ShouldBe(written);

    [Fact]
    public void ReadText_Engine3_CountsUtf16Units()
    {
        var packets = new List<PayloadPacket>();

        EnginePayload.ReadText("2:4017:42[\"echo\",\"é中😀\"]6:b4AQID"u8, isTwiceEncoded: false, packets);

        Shown(packets).ShouldBe(["40", "42[\"echo\",\"é中😀\"]", "#010203"]);
    }

    [Fact]
    public void ReadText_Version1_IsEncodedTwiceAndCountsBytes()
    {
        var packets = new List<PayloadPacket>();
        var twice = Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(Unicode)));

        EnginePayload.ReadText([.. Encoding.UTF8.GetBytes($"{Encoding.UTF8.GetByteCount(Unicode)}:"), .. twice], isTwiceEncoded: true, packets);

        Shown(packets).ShouldBe([Unicode]);
    }

    [Fact]
    public void ReadBinary_Engine3_FindsTextAndBinary()
    {
        var packets = new List<PayloadPacket>();

        EnginePayload.ReadBinary([0x00, 0x02, 0xFF, 0x34, 0x30, 0x01, 0x04, 0xFF, 0x04, 0x01, 0x02, 0x03], packets);

        Shown(packets).ShouldBe(["40", "#010203"]);
    }

    [Fact]
    public void ReadLegacy_OneOrSeveral_AreFound()
    {
        var packets = new List<PayloadPacket>();
        EnginePayload.ReadLegacy("1::"u8, packets);
        EnginePayload.ReadLegacy("\ufffd3\ufffd2::\ufffd8\ufffd3:::é中😀"u8, packets);

        Shown(packets).ShouldBe(["1::", "2::", "3:::é中😀"]);
    }

    [Fact]
    public void Write_EveryForm_IsByteForByte()
    {
        PayloadPacket[] packets = [new(IsBinary: false, "40"u8.ToArray()), new(IsBinary: true, new byte[] { 1, 2, 3 })];

        EnginePayload.WriteSeparated(packets).ShouldBe("40\u001ebAQID"u8.ToArray());
        EnginePayload.WriteBinary(packets, base64: false).ShouldBe([0x00, 0x02, 0xFF, 0x34, 0x30, 0x01, 0x04, 0xFF, 0x04, 0x01, 0x02, 0x03]);
        EnginePayload.WriteBinary(packets, base64: true).ShouldBe([0x00, 0x02, 0xFF, 0x34, 0x30, 0x00, 0x06, 0xFF, .. "b4AQID"u8]);
        EnginePayload.WriteLegacy([packets[0]]).ShouldBe("40"u8.ToArray());
        EnginePayload.WriteLegacy([new(IsBinary: false, "3:::é"u8.ToArray()), new(IsBinary: false, "5:::{\"name\":\"é\"}"u8.ToArray())])
            .ShouldBe("\ufffd5\ufffd3:::é\ufffd21\ufffd5:::{\"name\":\"\\u00e9\"}"u8.ToArray());
    }

    [Theory]
    [InlineData("5:40")]
    [InlineData("x:40")]
    [InlineData(":40")]
    [InlineData("40")]
    [InlineData("99999999999:40")]
    [InlineData("-1:40")]
    public void ReadText_LengthsThatDoNotFit_AreTheFormatFault(string body) =>
        Should.Throw<SocketIOFormatException>(() => EnginePayload.ReadText(Encoding.UTF8.GetBytes(body), isTwiceEncoded: false, new List<PayloadPacket>()));

    [Theory]
    [InlineData("00")]
    [InlineData("0002")]
    [InlineData("00FF34")]
    [InlineData("0009FF3430")]
    [InlineData("000AFF3430")]
    [InlineData("0202FF3430")]
    [InlineData("0009090909090909090909FF")]
    public void ReadBinary_LengthsThatDoNotFit_AreTheFormatFault(string hex) =>
        Should.Throw<SocketIOFormatException>(() => EnginePayload.ReadBinary(Convert.FromHexString(hex), new List<PayloadPacket>()));

    [Theory]
    [InlineData("\ufffd")]
    [InlineData("\ufffd3")]
    [InlineData("\ufffd3\ufffd2:")]
    [InlineData("\ufffdx\ufffd2::")]
    [InlineData("\ufffd3\ufffd2::x")]
    public void ReadLegacy_LengthsThatDoNotFit_AreTheFormatFault(string body) =>
        Should.Throw<SocketIOFormatException>(() => EnginePayload.ReadLegacy(Encoding.UTF8.GetBytes(body), new List<PayloadPacket>()));

    [Fact]
    public void Read_BrokenBase64AndBrokenText_StayTextThatIsUtf8()
    {
        var packets = new List<PayloadPacket>();

        EnginePayload.ReadSeparated([.. "bA*ID"u8, 0x1E, (byte)'4', 0xFF], packets);

        Shown(packets).ShouldBe(["bA*ID", "4\ufffd"]);
    }

    [Fact]
    public void Read_MorePacketsThanBytesAreWorth_IsTheFormatFault() =>
        Should.Throw<SocketIOFormatException>(() => EnginePayload.ReadSeparated(Enumerable.Repeat((byte)0x1E, 300_000).ToArray(), new List<PayloadPacket>()));

    [Fact]
    public void WriteThenRead_AnyPackets_AreTheSame()
    {
        // 1E separates packets in one form, and nothing else may begin with what marks a binary or several packets.
        var texts = Gen.Elements("4", "é", "中", "😀", "\u0001", "\uffff", ":", "\"", "\\").ArrayOf().Select(static parts => new PayloadPacket(IsBinary: false, Encoding.UTF8.GetBytes($"4{string.Concat(parts)}")));
        var binaries = Gen.Choose(0, 255).Select(static value => (byte)value).ArrayOf().Select(static bytes => new PayloadPacket(IsBinary: true, bytes));
        var lists = Gen.OneOf(texts, binaries).NonEmptyListOf().Select(static list => list.ToArray());

        Prop.ForAll(lists.ToArbitrary(), static packets =>
            Same(packets, EnginePayload.ReadSeparated, EnginePayload.WriteSeparated(packets))
            && Same(packets, EnginePayload.ReadBinary, EnginePayload.WriteBinary(packets, base64: false))
            && Same(packets, EnginePayload.ReadBinary, EnginePayload.WriteBinary(packets, base64: true))
            && Same(packets, static (body, read) => EnginePayload.ReadText(body, isTwiceEncoded: false, read), Text(packets)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
        Prop.ForAll(texts.NonEmptyListOf().Select(static list => list.ToArray()).ToArbitrary(), static packets =>
        {
            var read = new List<PayloadPacket>();
            EnginePayload.ReadLegacy(EnginePayload.WriteLegacy(packets), read);
            return read.Count == packets.Length;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    private delegate void Reader(ReadOnlySpan<byte> body, ICollection<PayloadPacket> packets);

    private static bool Same(PayloadPacket[] packets, Reader reader, byte[] body)
    {
        var read = new List<PayloadPacket>();
        reader(body, read);
        return Shown(read).SequenceEqual(Shown(packets), StringComparer.Ordinal);
    }

    /// <summary>The text form of a 2.x server, which our client only reads.</summary>
    private static byte[] Text(PayloadPacket[] packets) => Encoding.UTF8.GetBytes(string.Concat(packets.Select(static packet =>
    {
        var text = packet.IsBinary ? "b4" + Convert.ToBase64String(packet.Bytes.Span) : Encoding.UTF8.GetString(packet.Bytes.Span);
        return $"{text.Length}:{text}";
    })));

    private static IEnumerable<string> Shown(IEnumerable<PayloadPacket> packets) => packets.Select(static packet =>
        packet.IsBinary ? "#" + Convert.ToHexString(packet.Bytes.Span) : Encoding.UTF8.GetString(packet.Bytes.Span));
}
