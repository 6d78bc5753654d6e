using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Gateway.Commands;
using Gateway.Upstreams;
using Gateway.Upstreams.GenericSocketIO;
using Gateway.Upstreams.SocketIO;
using Gateway.Upstreams.SocketIO.Packets;

namespace Gateway.Stress.Fuzzing.Codecs;

internal static class SocketIOPacketCodecs
{
    private const int MaxBinary = 1 << 20;

    private static readonly string[] Packets =
    [
        "0{\"sid\":\"b\"}", "0/chat,{\"sid\":\"b\"}", "4/secure,{\"message\":\"no\"}", "1/chat,", "2/chat?a=1,7[\"ack\",{\"a\":1}]", "3/chat,7[null,{\"got\":[1.50,\"é\"]}]", "2[\"say \\\"hi\\\"\",null]",
        "52-[\"bin\",{\"_placeholder\":true,\"num\":0},{\"num\":1,\"_placeholder\":true}]", "61-3[{\"_placeholder\":true,\"num\":0}]", "2[5,true]", "0",
    ];

    private static readonly string[] Legacy =
        ["1::", "1::/chat?x=1", "2::", "3:::text", "3:7+::text", "4:1:/chat:{\"a\":[1]}", "5:1+:/chat:{\"name\":\"ack\",\"args\":[{\"a\":1}]}", "5:::{\"args\":[],\"name\":\"a\\u00e9\"}", "6::/chat:1+[null]", "6:::9", "7::/secure:2+0", "8::", "0::/chat"];

    private static readonly SocketIOSecrets Secrets = new(new SocketIOOptions(new Uri("http://127.0.0.1"), new TlsOptions(null, null)));

    private static readonly byte[][] Attachments = [[1, 2, 3], [], [255]];

    public static IEnumerable<FuzzCodec> All() =>
    [
        FuzzCodec.Of("socketio-packet", Packet, [.. Packets, .. Recorded.Homey.Concat(Recorded.Pryv).Where(static frame => frame is ['4', ..]).Select(static frame => frame[1..])]) with { Around = ("2[\"a\",", "]") },
        FuzzCodec.Of("socketio-packet-legacy", LegacyOne, [.. Legacy, .. Recorded.PryvLegacy]) with { Around = ("5:::", "") },
        FuzzCodec.Of("socketio-arguments", Arguments, [.. Recorded.JsonOf(Packets), .. Recorded.JsonOf(Recorded.Homey), "[\"a\"]", "[\"a\",1]", "[\"\\u0061\",[],{},\"x\"]", "[1,2]"]) with { Around = ("[\"a\",", "]") },
        FuzzCodec.Of("socketio-binary-inline", Inline, [.. Recorded.JsonOf(Packets), "[{\"_placeholder\":true,\"num\":2},[{\"num\":1,\"_placeholder\":true}]]"]) with { Around = ("[\"a\",", "]") },
        FuzzCodec.Of("socketio-binary-extract", Extract, ["[{\"$binary\":\"AQID\"},{\"a\":{\"$binary\":\"\"}}]", "{\"$binary\":\"AQ==\"}", "[{\"$binary\":\"AQID\",\"b\":1},{\"$binary\":5}]"]) with { Around = ("[{\"$binary\":", "}]") },
        FuzzCodec.Of("engine-open", Open, ["0{\"sid\":\"a\",\"pingInterval\":25000,\"pingTimeout\":20000,\"upgrades\":[\"websocket\"],\"maxPayload\":1000000}", "0{\"sid\":\"b\",\"upgrades\":[]}"]) with { Around = ("0{\"sid\":\"a\",\"x\":", "}") },
        FuzzCodec.Of("engine-error", Error, ["{\"code\":3,\"message\":\"Bad request\"}", "{\"code\":0,\"message\":{\"a\":1}}", "<html>no</html>", "{\"message\":\"x\"}"]) with { Around = ("{\"code\":1,\"message\":", "}") },
        FuzzCodec.Of("socketio-answer", Answer, "[null,{\"a\":1}]", "[{\"error\":\"no\"}]", "[\"bad\",null]", "[]", "[1]", "[null,1,2]", "[{\"code\":\"x\",\"message\":\"y\"},null]") with { Around = ("[null,", "]") },
        FuzzCodec.Of("socketio-raw-packet", RawPacket, [.. Packets.Select(static packet => "4" + packet), .. Legacy]) with { Around = ("42[\"a\",", "]") },
    ];

    private static bool Packet(byte[] input)
    {
        try
        {
            var read = SocketIOPacketReader.Read(input);
            byte[] again =
            [
                (byte)('0' + (int)read.Type),
                .. read.Type is SocketIOPacketType.BinaryEvent or SocketIOPacketType.BinaryAck ? Encoding.ASCII.GetBytes(read.Attachments.ToString(CultureInfo.InvariantCulture) + "-") : [],
                .. read.Namespace, (byte)',', .. Encoding.ASCII.GetBytes(read.Id?.ToString(CultureInfo.InvariantCulture) ?? ""), .. read.Json,
            ];
            var second = SocketIOPacketReader.Read(again);
            Must.Hold(
                second.Type == read.Type && second.Attachments == read.Attachments && second.Id == read.Id && second.Namespace.SequenceEqual(read.Namespace) && second.Json.SequenceEqual(read.Json),
                "what is accepted, written and read again, is the same");
            return true;
        }
        catch (SocketIOFormatException)
        {
            return false;
        }
    }

    private static bool LegacyOne(byte[] input)
    {
        try
        {
            var read = LegacyPacket.Read(input);
            if (read.Type == LegacyPacketType.Ack)
            {
                var id = LegacyPacket.ReadAck(read.Data, out _);
                Must.Hold(id >= 0, "an ack's id is a number from 0");
            }

            byte[] again =
            [
                (byte)('0' + (int)read.Type), (byte)':', .. Encoding.ASCII.GetBytes((read.Id?.ToString(CultureInfo.InvariantCulture) ?? "") + (read.HasPlus ? "+" : "") + ":"), .. read.Namespace, (byte)':', .. read.Data,
            ];
            var second = LegacyPacket.Read(again);
            Must.Hold(
                second.Type == read.Type && second.Id == read.Id && second.HasPlus == read.HasPlus && second.Namespace.SequenceEqual(read.Namespace) && second.Data.SequenceEqual(read.Data),
                "what is accepted, written and read again, is the same");
            return true;
        }
        catch (SocketIOFormatException)
        {
            return false;
        }
    }

    private static bool Arguments(byte[] input)
    {
        try
        {
            var read = SocketIOArguments.ReadEvent(input);
            if (!Utf8.IsValid(input))
            {
                // Text is checked by the WebSocket and by the polling reader; that it is refused by no exception of another kind is all that is asked here.
                return true;
            }

            using var document = JsonDocument.Parse(input);
            var items = document.RootElement.EnumerateArray().Select(static item => item.GetRawText()).ToArray();
            Must.Hold(read.Count == items.Length - 1, "as many arguments as the list has");
            Must.Hold(read.Count == 0 ? read.First.IsEmpty : string.Equals(Encoding.UTF8.GetString(read.First), items[1], StringComparison.Ordinal), "the first argument is the list's second item");
            using var all = JsonDocument.Parse((byte[])[(byte)'[', .. read.All, (byte)']']);
            Must.Hold(all.RootElement.GetArrayLength() == read.Count, "all arguments are JSON");
            var name = read.IsNameEscaped ? read.UnescapeName(new byte[read.NameToken.Length]) : read.PlainName;
            Must.Hold(string.Equals(Encoding.UTF8.GetString(name), document.RootElement[0].ToString(), StringComparison.Ordinal), "the name is the list's first item");
            SocketIOArguments.ReadList(input);
            return true;
        }
        catch (SocketIOFormatException)
        {
            return false;
        }
    }

    private static bool Inline(byte[] input)
    {
        var output = new ArrayBufferWriter<byte>();
        try
        {
            BinaryJson.Inline(input, [.. Attachments.Select(static bytes => (ReadOnlyMemory<byte>)bytes)], MaxBinary, output);
        }
        catch (SocketIOFormatException)
        {
            return false;
        }

        Must.Hold(Recorded.IsJson(output.WrittenSpan), "what comes out is JSON");
        return true;
    }

    private static bool Extract(byte[] input)
    {
        try
        {
            var (first, again, third) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
            var attachments = BinaryJson.Extract(input, first);
            Must.Hold(Recorded.IsJson(first.WrittenSpan), "what comes out is JSON");
            if (attachments.Count > 0 && input.AsSpan().IndexOf("placeholder"u8) < 0 && input.AsSpan().IndexOf("\\u"u8) < 0)
            {
                BinaryJson.Inline(first.WrittenSpan, [.. attachments.Select(static bytes => (ReadOnlyMemory<byte>)bytes)], long.MaxValue, again);
                var second = BinaryJson.Extract(again.WrittenSpan, third);
                Must.Hold(
                    third.WrittenSpan.SequenceEqual(first.WrittenSpan) && second.Count == attachments.Count && second.Zip(attachments).All(static pair => pair.First.AsSpan().SequenceEqual(pair.Second)),
                    "binary that is put back comes out again the same");
            }

            return true;
        }
        catch (SocketIOFormatException)
        {
            return false;
        }
    }

    private static bool Open(byte[] input)
    {
        if (EngineOpenPacket.Read(input) is not { } read)
        {
            return false;
        }

        Must.Hold(read.Sid.Length is > 0 and <= 512 && read.PingInterval is null or { Ticks: >= 0 } && read.MaxPayload is null or > 0, "an open packet's values are in range");
        return true;
    }

    private static bool Error(byte[] input)
    {
        Must.Hold(!EngineError.Words(input).AsSpan().ContainsAny('\r', '\n'), "words are one line");
        return EngineError.Read(input) is not null;
    }

    private static bool Answer(byte[] input)
    {
        // An ack's arguments have been read as a list where they came in.
        try
        {
            SocketIOArguments.ReadList(input);
        }
        catch (SocketIOFormatException)
        {
            return false;
        }

        var outcome = GenericSocketIOAnswer.Read(input, input.Length % 2 == 0 ? SocketIOAckStyle.ErrorFirst : SocketIOAckStyle.Values, Secrets);
        Must.Hold(outcome.Status is CommandStatus.Ok or CommandStatus.Rejected, "an answer is yes or no");
        return outcome.Status == CommandStatus.Ok;
    }

    private static bool RawPacket(byte[] input)
    {
        var accepted = false;
        foreach (var revision in (int[])[4, 3, 0])
        {
            var request = SocketIORawPacket.Parse(input, revision, out var fault);
            Must.Hold(request is null == fault is not null, "a packet is taken, or refused with a reason");
            if (request is not null && revision != 0)
            {
                Must.Hold(input is [(byte)'4', (byte)'2' or (byte)'3', ..] && Recorded.IsJson(SocketIOPacketReader.Read(input.AsSpan(1)).Json), "only events and acks of whole JSON are written raw");
            }

            accepted |= request is not null;
        }

        return accepted;
    }
}
