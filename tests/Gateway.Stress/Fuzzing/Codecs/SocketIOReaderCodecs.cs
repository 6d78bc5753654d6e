using System.Text;
using System.Text.Json;
using Gateway.Events;
using Gateway.Tests.Upstreams.SocketIO;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;
using Gateway.Upstreams.SocketIO.Transports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Stress.Fuzzing.Codecs;

/// <summary>A session's whole way from a frame to an event, one after the other, with attachments that follow or do not.</summary>
internal static class SocketIOReaderCodecs
{
    private static readonly string[] Engine =
    [
        "40", "40/chat,{\"sid\":\"b\"}", "44/secure,{\"message\":\"no\"}", "41/chat,", "42/chat,7[\"ack\",{\"a\":1}]", "43/chat,7[null,1]", "42[\"say \\\"hi\\\"\",null]",
        "452-[\"bin\",{\"_placeholder\":true,\"num\":0},{\"num\":1,\"_placeholder\":true}]", "461-3[{\"_placeholder\":true,\"num\":0}]", "451-[\"b\",{\"_placeholder\":true,\"num\":0}]", "bAQID", "2", "3", "6",
    ];

    private static readonly string[] Legacy =
        ["1::", "1::/chat", "2::", "3:::text", "4:1:/chat:{\"a\":[1]}", "5:1+:/chat:{\"name\":\"ack\",\"args\":[{\"a\":1}]}", "5:::{\"args\":[],\"name\":\"a\\u00e9\"}", "6::/chat:1+[null]", "7::/secure:2", "8::", "0::/chat"];

    public static IEnumerable<FuzzCodec> All() => [Of("socketio-reader-4", 4, [.. Engine, .. Recorded.Pryv]), Of("socketio-reader-3", 3, [.. Engine, .. Recorded.Homey]), Of("socketio-reader-0.9", 0, [.. Legacy, .. Recorded.PryvLegacy])];

    private static FuzzCodec Of(string name, int revision, IEnumerable<string> seeds)
    {
        var receiver = new CheckingReceiver();
        ISocketIOReader? reader = null;
        return FuzzCodec.Of(
            name,
            input =>
            {
                var before = receiver.Events;
                reader!.Read(new EnginePacket(input.Length % 8 == 7 ? EnginePacketKind.Binary : EnginePacketKind.Text, input));
                return receiver.Events > before;
            },
            seeds) with
        {
            Reset = () => reader = Start(revision, receiver),
            MaxBytes = 256 << 10,
            Around = revision == 0 ? ("5:::{\"name\":\"a\",\"args\":[", "]}") : ("42[\"a\",", "]"),
        };
    }

    private static ISocketIOReader Start(int revision, ISocketIOReceiver receiver)
    {
        var time = TimeProvider.System;
        var namespaces = new SocketIONamespaces();
        var link = new EngineRevision(revision);
        var outbox = new SocketIOOutbox(new ScriptedTransport(time), new SocketIOPacker(SocketIOPacketTests.EncoderOf(revision), null, isBinaryText: false), namespaces, time);
        var inbox = new SocketIOInbox(
            receiver, namespaces, outbox, new SocketIOSecrets(new SocketIOOptions(new Uri("http://127.0.0.1"), new TlsOptions(null, null))), new SocketIOLog(NullLogger.Instance, "fuzz"));
        var heart = new SocketIOHeart(new ScriptedTransport(time), outbox, link, new SocketIOTiming(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero), time);
        return revision == 0 ? new LegacyReader(inbox, heart) : new SocketIOReader(inbox, heart, link, 10_000);
    }

    private sealed class CheckingReceiver : ISocketIOReceiver
    {
        public long Events { get; private set; }

        public void Event(in SocketIOEvent received)
        {
            Events++;
            Must.Hold(Recorded.IsJson((byte[])[(byte)'[', .. received.All, (byte)']'], HubEvent.MaxDepth), "an event is JSON that every client reads");
            using var all = JsonDocument.Parse($"[{Encoding.UTF8.GetString(received.All)}]");
            Must.Hold(all.RootElement.GetArrayLength() == received.Count, "an event is whole JSON");
            Must.Hold(received.Count == 0 || string.Equals(Encoding.UTF8.GetString(received.First), all.RootElement[0].GetRawText(), StringComparison.Ordinal), "its first argument is the first");
        }

        public void Removed(string namespaceName) => Must.Hold(namespaceName.Length > 0, "a namespace has a name");

        public void UnclaimedAck(ReadOnlySpan<byte> namespaceName, long id, ReadOnlySpan<byte> args) => Must.Hold(Recorded.IsJson(args), "an ack is whole JSON");
    }
}
