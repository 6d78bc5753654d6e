using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Upstreams.SocketIO;
using Gateway.Upstreams.SocketIO.Packets;
using Gateway.Upstreams.SocketIO.Transports;

namespace Gateway.Tests.Upstreams.SocketIO;

public sealed class SocketIOPacketTests
{
    [Theory]
    [InlineData("0", SocketIOPacketType.Connect, "/", null, 0, "")]
    [InlineData("0/chat", SocketIOPacketType.Connect, "/chat", null, 0, "")]
    [InlineData("0/chat,", SocketIOPacketType.Connect, "/chat", null, 0, "")]
    [InlineData("0/chat?x=a%26b", SocketIOPacketType.Connect, "/chat", null, 0, "")]
    [InlineData("0/chat,{\"sid\":\"b\"}", SocketIOPacketType.Connect, "/chat", null, 0, "{\"sid\":\"b\"}")]
    [InlineData("0{\"sid\":\"b\"}", SocketIOPacketType.Connect, "/", null, 0, "{\"sid\":\"b\"}")]
    [InlineData("1", SocketIOPacketType.Disconnect, "/", null, 0, "")]
    [InlineData("1/ns,", SocketIOPacketType.Disconnect, "/ns", null, 0, "")]
    [InlineData("4/secure,{\"message\":\"not authorized\"}", SocketIOPacketType.ConnectError, "/secure", null, 0, "{\"message\":\"not authorized\"}")]
    [InlineData("4/secure,\"not authorized\"", SocketIOPacketType.ConnectError, "/secure", null, 0, "\"not authorized\"")]
    [InlineData("4\"bad token\"", SocketIOPacketType.ConnectError, "/", null, 0, "\"bad token\"")]
    [InlineData("4{\"code\":401}", SocketIOPacketType.ConnectError, "/", null, 0, "{\"code\":401}")]
    [InlineData("4", SocketIOPacketType.ConnectError, "/", null, 0, "")]
    [InlineData("2/chat,7[\"ack\",{\"a\":1}]", SocketIOPacketType.Event, "/chat", 7L, 0, "[\"ack\",{\"a\":1}]")]
    [InlineData("3/chat,7[null,{\"got\":{\"a\":1}}]", SocketIOPacketType.Ack, "/chat", 7L, 0, "[null,{\"got\":{\"a\":1}}]")]
    [InlineData("2[\"add user\",\"John\"]", SocketIOPacketType.Event, "/", null, 0, "[\"add user\",\"John\"]")]
    [InlineData("20[\"question\"]", SocketIOPacketType.Event, "/", 0L, 0, "[\"question\"]")]
    [InlineData("51-[\"bin\",{\"_placeholder\":true,\"num\":0}]", SocketIOPacketType.BinaryEvent, "/", null, 1, "[\"bin\",{\"_placeholder\":true,\"num\":0}]")]
    [InlineData("62-/chat,12[{\"_placeholder\":true,\"num\":0}]", SocketIOPacketType.BinaryAck, "/chat", 12L, 2, "[{\"_placeholder\":true,\"num\":0}]")]
    public void Read_EveryForm_FindsItsParts(string text, object type, string space, long? id, int attachments, string json)
    {
        var packet = SocketIOPacketReader.Read(Encoding.UTF8.GetBytes(text));

        packet.Type.ShouldBe((SocketIOPacketType)type);
        Encoding.UTF8.GetString(packet.Namespace).ShouldBe(space);
        packet.Id.ShouldBe(id);
        packet.Attachments.ShouldBe(attachments);
        Encoding.UTF8.GetString(packet.Json).ShouldBe(json);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7[]")]
    [InlineData("x")]
    [InlineData("5[\"bin\"]")]
    [InlineData("5-[\"bin\"]")]
    [InlineData("5-1-[\"bin\"]")]
    [InlineData("599999999999-[\"bin\"]")]
    [InlineData("299999999999999999999[\"a\"]")]
    public void Read_NoPacket_IsTheFormatFault(string text) =>
        Should.Throw<SocketIOFormatException>(() => SocketIOPacketReader.Read(Encoding.UTF8.GetBytes(text)).Type);

    [Theory]
    [InlineData("[\"a\"]", "a", 0, "", "", "")]
    [InlineData("[\"a\",1]", "a", 1, "1", "", "1")]
    [InlineData("[ \"a\" , {\"b\": 2.50} , [ ] , null ]", "a", 3, "{\"b\": 2.50}", "[ ] , null", "{\"b\": 2.50} , [ ] , null")]
    [InlineData("[\"say \\\"hi\\\"\",\"\\u00e9\"]", "say \"hi\"", 1, "\"\\u00e9\"", "", "\"\\u00e9\"")]
    [InlineData("[\"\\ud83d\\ude00\"]", "😀", 0, "", "", "")]
    [InlineData("[7,1e5]", "7", 1, "1e5", "", "1e5")]
    public void ReadEvent_ItsJson_IsSlicedUntouched(string json, string name, int count, string first, string rest, string all)
    {
        var arguments = SocketIOArguments.ReadEvent(Encoding.UTF8.GetBytes(json));

        var read = arguments.IsNameEscaped ? arguments.UnescapeName(new byte[arguments.NameToken.Length]) : arguments.PlainName;
        Encoding.UTF8.GetString(read).ShouldBe(name);
        arguments.Count.ShouldBe(count);
        Encoding.UTF8.GetString(arguments.First).ShouldBe(first);
        Encoding.UTF8.GetString(arguments.Rest).ShouldBe(rest);
        Encoding.UTF8.GetString(arguments.All).ShouldBe(all);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[null]")]
    [InlineData("[{\"a\":1}]")]
    [InlineData("[\"a\"")]
    [InlineData("[\"a\",]")]
    [InlineData("[\"a\"] x")]
    [InlineData("[\"a\"][\"b\"]")]
    [InlineData("[\"a\",NaN]")]
    public void ReadEvent_NoEvent_IsTheFormatFault(string json) =>
        Should.Throw<SocketIOFormatException>(() => SocketIOArguments.ReadEvent(Encoding.UTF8.GetBytes(json)).Count);

    [Fact]
    public void UnescapeName_HalfACharacter_IsTheFormatFault() =>
        Should.Throw<SocketIOFormatException>(() => SocketIOArguments.ReadEvent("[\"\\ud800\"]"u8).UnescapeName(new byte[16]).Length);

    [Theory]
    [InlineData("1::", LegacyPacketType.Connect, null, false, "/", "")]
    [InlineData("1::/chat", LegacyPacketType.Connect, null, false, "/chat", "")]
    [InlineData("1::/chat:?k=v", LegacyPacketType.Connect, null, false, "/chat", "?k=v")]
    [InlineData("1::/chat?k=v", LegacyPacketType.Connect, null, false, "/chat", "")]
    [InlineData("2::", LegacyPacketType.Heartbeat, null, false, "/", "")]
    [InlineData("0::/chat", LegacyPacketType.Disconnect, null, false, "/chat", "")]
    [InlineData("3:::a:b:c", LegacyPacketType.Message, null, false, "/", "a:b:c")]
    [InlineData("4:2:/chat:{\"a\":1}", LegacyPacketType.Json, 2L, false, "/chat", "{\"a\":1}")]
    [InlineData("5:1+:/chat:{\"name\":\"ack\",\"args\":[{\"a\":1}]}", LegacyPacketType.Event, 1L, true, "/chat", "{\"name\":\"ack\",\"args\":[{\"a\":1}]}")]
    [InlineData("6::/chat:1+[null]", LegacyPacketType.Ack, null, false, "/chat", "1+[null]")]
    [InlineData("7:::1+0", LegacyPacketType.Error, null, false, "/", "1+0")]
    [InlineData("7::/secure:2", LegacyPacketType.Error, null, false, "/secure", "2")]
    [InlineData("8::", LegacyPacketType.Noop, null, false, "/", "")]
    public void ReadLegacy_EveryForm_FindsItsParts(string text, object type, long? id, bool hasPlus, string space, string data)
    {
        var packet = LegacyPacket.Read(Encoding.UTF8.GetBytes(text));

        packet.Type.ShouldBe((LegacyPacketType)type);
        packet.Id.ShouldBe(id);
        packet.HasPlus.ShouldBe(hasPlus);
        Encoding.UTF8.GetString(packet.Namespace).ShouldBe(space);
        Encoding.UTF8.GetString(packet.Data).ShouldBe(data);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1:")]
    [InlineData("1:2")]
    [InlineData("9::")]
    [InlineData("5:x+::{}")]
    [InlineData("5:99999999999999999999::{}")]
    public void ReadLegacy_NoPacket_IsTheFormatFault(string text) =>
        Should.Throw<SocketIOFormatException>(() => LegacyPacket.Read(Encoding.UTF8.GetBytes(text)).Type);

    [Fact]
    public void ReadAck_WithAndWithoutArguments_IsSplit()
    {
        LegacyPacket.ReadAck("4+[\"A\",1]"u8, out var args).ShouldBe(4);
        Encoding.UTF8.GetString(args).ShouldBe("[\"A\",1]");
        LegacyPacket.ReadAck("12"u8, out args).ShouldBe(12);
        args.IsEmpty.ShouldBeTrue();
        Should.Throw<SocketIOFormatException>(() => LegacyPacket.ReadAck("+[1]"u8, out _));
    }

    [Theory]
    [InlineData(4, "42/chat,7[\"ack\",{\"a\":1}]")]
    [InlineData(3, "42/chat,7[\"ack\",{\"a\":1}]")]
    [InlineData(0, "5:7+:/chat:{\"name\":\"ack\",\"args\":[{\"a\":1}]}")]
    public void Encode_EventThatWantsAnAck_IsByteForByte(int revision, string expected) =>
        Encode(revision, SocketIORequest.Event("/chat", "ack", "[{\"a\":1}]"u8.ToArray()), 7).ShouldBe([expected]);

    [Theory]
    [InlineData(4, "42[\"say \\\"hi\\\"\",\"é中😀\"]")]
    [InlineData(0, "5:::{\"name\":\"say \\\"hi\\\"\",\"args\":[\"é中😀\"]}")]
    public void Encode_EventWithAQuote_IsByteForByte(int revision, string expected) =>
        Encode(revision, SocketIORequest.Event("/", "say \"hi\"", "[\"é中😀\"]"u8.ToArray(), wantsAck: false)).ShouldBe([expected]);

    [Theory]
    [InlineData(4, "42[\"a\"]")]
    [InlineData(0, "5:::{\"name\":\"a\",\"args\":[]}")]
    public void Encode_EventWithoutArguments_IsByteForByte(int revision, string expected) =>
        Encode(revision, SocketIORequest.Event("/", "a", default, wantsAck: false)).ShouldBe([expected]);

    [Theory]
    [InlineData(4, "/chat?x=a%26b", "{\"token\":\"good\"}", "40/chat,{\"token\":\"good\"}")]
    [InlineData(4, "/", "", "40")]
    [InlineData(4, "/", "{\"token\":\"good\"}", "40{\"token\":\"good\"}")]
    [InlineData(3, "/chat?x=a%26b", "{\"token\":\"good\"}", "40/chat?x=a%26b,")]
    [InlineData(3, "/chat", "", "40/chat,")]
    [InlineData(0, "/chat", "", "1::/chat")]
    [InlineData(0, "/chat?k=v", "", "1::/chat:?k=v")]
    public void Encode_Join_IsByteForByte(int revision, string space, string auth, string expected) =>
        Encode(revision, SocketIORequest.Join(space, Encoding.UTF8.GetBytes(auth))).ShouldBe([expected]);

    [Theory]
    [InlineData(4, "/chat", "41/chat,")]
    [InlineData(3, "/", "41")]
    [InlineData(0, "/chat", "0::/chat")]
    [InlineData(0, "/", "0::")]
    public void Encode_Leave_IsByteForByte(int revision, string space, string expected) =>
        Encode(revision, SocketIORequest.Leave(space)).ShouldBe([expected]);

    [Theory]
    [InlineData(4, "/chat", 0, "[null,{\"ok\":1}]", "43/chat,0[null,{\"ok\":1}]")]
    [InlineData(3, "/", 12, "", "4312[]")]
    [InlineData(0, "/", 1, "[null,{\"ok\":1}]", "6:::1+[null,{\"ok\":1}]")]
    [InlineData(0, "/chat", 1, "", "6::/chat:1")]
    public void Encode_Answer_IsByteForByte(int revision, string space, long id, string args, string expected) =>
        Encode(revision, SocketIORequest.Answer(space, id, Encoding.UTF8.GetBytes(args))).ShouldBe([expected]);

    [Fact]
    public void Encode_Binary_HeaderThenAttachmentsInOrder()
    {
        var args = """[{"name":"f","data":{"$binary":"AQIDBA=="},"not":{"$binary":1}},{"$binary":""}]"""u8.ToArray();

        Encode(4, SocketIORequest.Event("/", "bin", args, wantsAck: false)).ShouldBe(
            ["""452-["bin",{"name":"f","data":{"_placeholder":true,"num":0},"not":{"$binary":1}},{"_placeholder":true,"num":1}]""", "#01020304", "#"]);
        Encode(4, SocketIORequest.Answer("/chat", 3, """[{"$binary":"/w=="}]"""u8.ToArray())).ShouldBe(["""461-/chat,3[{"_placeholder":true,"num":0}]""", "#FF"]);
    }

    [Theory]
    [InlineData(4, 11, "11 binary attachments")]
    [InlineData(0, 1, "no binary")]
    public void Encode_BinaryThatTheServerDoesNotTake_IsRefused(int revision, int attachments, string why)
    {
        var args = $"[{string.Join(',', Enumerable.Repeat("{\"$binary\":\"AQ==\"}", attachments))}]";
        var packer = new SocketIOPacker(EncoderOf(revision), null, isBinaryText: false);

        packer.Add(SocketIORequest.Event("/", "a", Encoding.UTF8.GetBytes(args)), 0).ShouldNotBeNull().ShouldContain(why);

        packer.Batch.Count.ShouldBe(0);
        packer.Batch.Bytes.ShouldBe(0);
    }

    [Theory]
    [InlineData("{\"num\":0,\"_placeholder\":true}", true)]
    [InlineData("{\"_placeholder\":true,\"num\":0}", true)]
    [InlineData("{ \"_placeholder\" : true , \"num\" : 0 }", true)]
    [InlineData("{\"_placeholder\":false,\"num\":0}", false)]
    [InlineData("{\"_placeholder\":true,\"num\":0,\"more\":1}", false)]
    [InlineData("{\"_placeholder\":true}", false)]
    [InlineData("\"_placeholder\"", false)]
    public void Inline_OnlyAPlaceholderAsItIs_IsReplaced(string value, bool isReplaced)
    {
        var output = new ArrayBufferWriter<byte>();

        BinaryJson.Inline(Encoding.UTF8.GetBytes($"[\"a\",{value},[{value}]]"), [new byte[] { 1, 2, 3 }], 100, output);

        const string Inlined = "{\"$binary\":\"AQID\"}";
        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe(isReplaced ? $"[\"a\",{Inlined},[{Inlined}]]" : $"[\"a\",{value},[{value}]]");
        JsonNode.Parse(output.WrittenSpan).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("[{\"_placeholder\":true,\"num\":1}]")]
    [InlineData("[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":0}]")]
    [InlineData("[{\"_placeholder\":true,\"num\":0}")]
    [InlineData("[{\"\\ud800\":1}")]
    [InlineData("[{\"\\ud800\":1}]")]
    public void Inline_MissingTooMuchOrBroken_IsTheFormatFault(string json) =>
        Should.Throw<SocketIOFormatException>(() => BinaryJson.Inline(Encoding.UTF8.GetBytes(json), [new byte[50]], 100, new ArrayBufferWriter<byte>()));

    [Fact]
    public void ReadOpenPacket_EveryForm_FindsItsValues()
    {
        var open = EngineOpenPacket.Read("""0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"""u8);
        open.ShouldBe(new EngineOpenPacket("a", TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(20)) { MaxPayload = 1_000_000 });
        EngineOpenPacket.Read("""0{"upgrades":["websocket"],"sid":"b"}"""u8).ShouldNotBeNull().OffersWebSocket.ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("40")]
    [InlineData("0")]
    [InlineData("0{}")]
    [InlineData("0{\"sid\":7}")]
    [InlineData("0{\"sid\":\"\"}")]
    [InlineData("0{\"sid\":\"\\ud800\"}")]
    [InlineData("0{\"sid\":\"a\"")]
    public void ReadOpenPacket_NoOpenPacket_IsNull(string text) => EngineOpenPacket.Read(Encoding.UTF8.GetBytes(text)).ShouldBeNull();

    [Fact]
    public void ReadOpenPacket_EndlessId_IsNull() =>
        EngineOpenPacket.Read(Encoding.UTF8.GetBytes($"0{{\"sid\":\"{new string('a', 513)}\"}}")).ShouldBeNull();

    [Theory]
    [InlineData("{\"code\":5,\"message\":\"Unsupported protocol version\"}", 5, "Unsupported protocol version")]
    [InlineData("{\"code\":4,\"message\":{\"a\":1}}", 4, "{\"a\":1}")]
    public void ReadError_ItsForms_AreRead(string body, int code, string message) =>
        EngineError.Read(Encoding.UTF8.GetBytes(body)).ShouldBe(new EngineError(code, message));

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("{\"code\":\"5\",\"message\":\"a\"}")]
    [InlineData("{\"code\":5,\"message\":\"\\ud800\"}")]
    public void ReadError_AnythingElse_IsNull(string body) => EngineError.Read(Encoding.UTF8.GetBytes(body)).ShouldBeNull();

    internal static ISocketIOEncoder EncoderOf(int revision) => revision == 0 ? new LegacyEncoder() : new SocketIOEncoder(new EngineRevision(revision));

    /// <summary>Text as it is, binary as hexadecimal after a <c>#</c>.</summary>
    internal static IReadOnlyList<string> Encode(int revision, SocketIORequest request, long id = 0)
    {
        var packer = new SocketIOPacker(EncoderOf(revision), null, isBinaryText: false);
        packer.Add(request, id).ShouldBeNull();
        return [.. Enumerable.Range(0, packer.Batch.Count).Select(index =>
            packer.Batch.IsBinary(index) ? "#" + Convert.ToHexString(packer.Batch[index].Span) : Encoding.UTF8.GetString(packer.Batch[index].Span))];
    }
}
