using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;
using Gateway.Upstreams.SocketIO.Packets;
using Gateway.Upstreams.SocketIO.Transports;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>Mutated packets through each codec. <c>GATEWAY_MUTATIONS</c> sets the number of rounds, default 10,000.</summary>
public sealed class SocketIOMutationTests(ITestOutputHelper output)
{
    private static readonly string[] Engine =
    [
        "0{\"sid\":\"a\",\"pingInterval\":25000}", "40", "40/chat,{\"sid\":\"b\"}", "44/secure,{\"message\":\"no\"}", "41/chat,", "42/chat,7[\"ack\",{\"a\":1}]",
        "43/chat,7[null,{\"got\":[1.50,\"é\"]}]", "42[\"say \\\"hi\\\"\",null]", "452-[\"bin\",{\"_placeholder\":true,\"num\":0},{\"num\":1,\"_placeholder\":true}]", "461-3[{\"_placeholder\":true,\"num\":0}]", "bAQID", "2", "3", "6",
    ];

    private static readonly string[] Legacy =
        ["1::", "1::/chat", "2::", "3:::text", "4:1:/chat:{\"a\":[1]}", "5:1+:/chat:{\"name\":\"ack\",\"args\":[{\"a\":1}]}", "5:::{\"args\":[],\"name\":\"a\\u00e9\"}", "6::/chat:1+[null]", "7::/secure:2", "8::", "0::/chat"];

    private static int Rounds { get; } = int.Parse(Environment.GetEnvironmentVariable("GATEWAY_MUTATIONS") ?? "10000", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    [InlineData(0)]
    public void Reader_MutatedPackets_AreEventsOfWholeJsonOrCounted(int revision)
    {
        var (random, seed) = Start();
        var receiver = new CheckingReceiver();
        var namespaces = new SocketIONamespaces();
        var link = new EngineRevision(revision);
        var time = TimeProvider.System;
        using var outbox = new SocketIOOutbox(new ScriptedTransport(time), new SocketIOPacker(SocketIOPacketTests.EncoderOf(revision), null, isBinaryText: false), namespaces, time);
        var options = new SocketIOOptions(new Uri("http://127.0.0.1"), new TlsOptions(null, null));
        var inbox = new SocketIOInbox(receiver, namespaces, outbox, new SocketIOSecrets(options), new SocketIOLog(NullLogger.Instance, "test"));
        var heart = new SocketIOHeart(new ScriptedTransport(time), outbox, link, new SocketIOTiming(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero), time);
        ISocketIOReader reader = revision == 0 ? new LegacyReader(inbox, heart) : new SocketIOReader(inbox, heart, link, 10_000);
        var sources = (revision == 0 ? Legacy : Engine).Concat(SocketIOFrames.All.Where(frame => frame.Revision == revision).Select(static frame => frame.Text)).Select(Encoding.UTF8.GetBytes).ToArray();
        var mutator = new ByteMutator(random);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = random.Next(8) == 0 ? sources[random.Next(sources.Length)] : mutator.Mutate(sources[random.Next(sources.Length)]);
            try
            {
                reader.Read(new EnginePacket(random.Next(8) == 0 ? EnginePacketKind.Binary : EnginePacketKind.Text, bytes));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}, round {round}: {Convert.ToHexString(bytes)}", exception);
            }
        }

        output.WriteLine($"{receiver.Events} events, {inbox.Odd} odd");
        receiver.Fault.ShouldBeNull($"seed {seed}");
        receiver.Events.ShouldBeGreaterThan(0);
        inbox.Odd.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("separated")]
    [InlineData("text")]
    [InlineData("text twice")]
    [InlineData("binary")]
    [InlineData("legacy")]
    public void Payload_MutatedBodies_FailWithTheFormatFaultOnly(string form)
    {
        var (random, seed) = Start();
        var mutator = new ByteMutator(random);
        PayloadPacket[] packets = [new(IsBinary: false, "42[\"é😀\",1]"u8.ToArray()), new(IsBinary: true, new byte[] { 1, 2, 3, 255 }), new(IsBinary: false, "2"u8.ToArray())];
        byte[][] sources = [EnginePayload.WriteSeparated(packets), EnginePayload.WriteBinary(packets, base64: false), EnginePayload.WriteBinary(packets, base64: true),
            EnginePayload.WriteLegacy([packets[0], packets[2]]), "2:4017:42[\"echo\",\"é中😀\"]6:b4AQID"u8.ToArray()];
        var read = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var body = mutator.Mutate(sources[random.Next(sources.Length)]);
            var found = new List<PayloadPacket>();
            try
            {
                Decode(form, body, found);
                read += found.Count;
                found.TrueForAll(static packet => packet.IsBinary || Utf8.IsValid(packet.Bytes.Span)).ShouldBeTrue();
            }
            catch (SocketIOFormatException)
            {
                continue;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}, round {round}: {Convert.ToHexString(body)}", exception);
            }
        }

        read.ShouldBeGreaterThan(0);
    }

    private static void Decode(string form, byte[] body, List<PayloadPacket> found)
    {
        switch (form)
        {
            case "separated":
                EnginePayload.ReadSeparated(body, found);
                break;
            case "binary":
                EnginePayload.ReadBinary(body, found);
                break;
            case "legacy":
                EnginePayload.ReadLegacy(body, found);
                break;
            default:
                EnginePayload.ReadText(body, isTwiceEncoded: form.EndsWith("twice", StringComparison.Ordinal), found);
                break;
        }
    }

    private (Random Random, int Seed) Start()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}, {Rounds} rounds");
        return (new Random(seed), seed);
    }

    /// <summary>Whatever is handed over must be whole JSON.</summary>
    private sealed class CheckingReceiver : ISocketIOReceiver
    {
        public int Events { get; private set; }

        public Exception? Fault { get; private set; }

        public void Event(in SocketIOEvent received)
        {
            Events++;
            try
            {
                using var all = JsonDocument.Parse($"[{Encoding.UTF8.GetString(received.All)}]");
                all.RootElement.GetArrayLength().ShouldBe(received.Count);
                if (received.Count > 0)
                {
                    using var first = JsonDocument.Parse(Encoding.UTF8.GetString(received.First));
                    first.RootElement.GetRawText().ShouldBe(all.RootElement[0].GetRawText());
                }
            }
            catch (Exception exception)
            {
                Fault ??= exception;
            }
        }

        public void Removed(string namespaceName)
        {
        }

        public void UnclaimedAck(ReadOnlySpan<byte> namespaceName, long id, ReadOnlySpan<byte> args)
        {
        }
    }
}
