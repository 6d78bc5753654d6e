using System.Text;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;
using Gateway.Upstreams.SocketIO.Transports;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>What a broken or hostile server may say to a connection that goes on.</summary>
public sealed class SocketIOReadingTests
{
    [Fact]
    public async Task Read_Garbage_IsCountedAndTheNextEventArrives()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        string[] garbage =
        [
            "", "x", "9", "4", "49", "42", "42[", "42{}", "42[null]", "42[\"\\ud800\"]", "43[1]", "4399[1]", "4399[", "40/unasked,{\"sid\":\"u\"}", "44/unasked,{}", "45[\"a\"]", "451-", "bA*", "{\"json\":1}",
        ];

        foreach (var packet in garbage)
        {
            rig.Transport.Say(packet);
        }

        rig.Transport.SayBinary(1, 2, 3);
        rig.Transport.Say("42[\"after\",1]");
        (await rig.Receiver.FirstAsync("after")).Args.ShouldBe("[1]");
        // "451-" begins a packet with an attachment; the binary message after it completes it, and it is none.
        rig.Connection.OddPackets.ShouldBe(garbage.Length);
        rig.Receiver.Events.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Read_LegacyGarbage_IsCountedAndTheNextEventArrives()
    {
        await using var rig = await SocketIORig.JoinedAsync(0);
        string[] garbage = ["", "9::", "1::/unasked", "5:::", "5:::[]", "5:::{}", "5:::{\"name\":7}", "5:::{\"\\ud800\":1,\"name\":\"a", "5:::{\"name\":\"\\ud800\"}", "6:::x", "6:::7+{}", "6:::7", "7::/unasked:2", "4:::{"];

        foreach (var packet in garbage)
        {
            rig.Transport.Say(packet);
        }

        rig.Transport.SayBinary(1);
        rig.Transport.Say("""5:::{"args":[1],"name":"after"}""");
        (await rig.Receiver.FirstAsync("after")).Args.ShouldBe("[1]");
        rig.Connection.OddPackets.ShouldBe(garbage.Length + 1);
    }

    [Fact]
    public async Task Read_PlainIdOf09_IsConfirmedOnce()
    {
        await using var rig = await SocketIORig.JoinedAsync(0);

        rig.Transport.Say("""5:3::{"name":"a"}""");
        rig.Transport.Say("""5:4+::{"name":"b"}""");
        await rig.Transport.WrittenAsync("6:::3");

        (await rig.Receiver.FirstAsync("b")).AckId.ShouldBe(4);
        (await rig.Receiver.FirstAsync("a")).AckId.ShouldBeNull();
        rig.Transport.Written.ShouldBe(["6:::3"]);
    }

    [Fact]
    public async Task Read_NamespacesNobodyAskedFor_AreNotKept()
    {
        await using var rig = await SocketIORig.JoinedAsync();

        for (var number = 0; number < 5_000; number++)
        {
            rig.Transport.Say($"40/n{number},{{\"sid\":\"a\"}}");
        }

        await rig.SettledAsync();
        rig.Connection.OddPackets.ShouldBe(5_000);
        (await rig.EmitAsync("a", space: "/n7").Soon()).Kind.ShouldBe(UpstreamReplyKind.NotSent);
    }

    [Theory]
    [InlineData("4565-[\"a\"]", 1)]
    [InlineData("452000000000-[\"a\"]", 1)]
    [InlineData("4564-[\"a\"]", 2)]
    public async Task Read_EndlessAttachments_AreBoundedByCountAndBytes(string header, int oddAtLeast)
    {
        await using var rig = await SocketIORig.JoinedAsync(maxPacketBytes: 1_000);

        rig.Transport.Say(header);
        for (var number = 0; number < 200; number++)
        {
            rig.Transport.SayBinary(new byte[100]);
        }

        await rig.SettledAsync();
        rig.Connection.OddPackets.ShouldBeGreaterThanOrEqualTo(oddAtLeast + 100);
        rig.Receiver.Events.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Read_OneAttachmentNamedOverAndOver_DoesNotGrowBeyondTheLimit()
    {
        await using var rig = await SocketIORig.JoinedAsync(maxPacketBytes: 1_000);

        rig.Transport.Say($"451-[\"a\"{string.Concat(Enumerable.Repeat(",{\"_placeholder\":true,\"num\":0}", 20))}]");
        rig.Transport.SayBinary(new byte[100]);
        await rig.SettledAsync();

        rig.Connection.OddPackets.ShouldBe(1);
        rig.Receiver.Events.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("42[\"between\"]")]
    [InlineData("bA*ID")]
    public async Task Read_PacketWhoseAttachmentsAreMissing_IsDroppedAsAWhole(string between)
    {
        await using var rig = await SocketIORig.JoinedAsync();

        rig.Transport.Say("""452-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]""");
        rig.Transport.SayBinary(1);
        rig.Transport.Say(between);
        rig.Transport.SayBinary(2);
        await rig.SettledAsync();

        rig.Receiver.Events.ShouldNotContain(static received => string.Equals(received.Name, "a", StringComparison.Ordinal));
        rig.Connection.OddPackets.ShouldBe(2);
    }

    [Fact]
    public async Task Read_PingAmongAttachments_DoesNotDisturbThem()
    {
        await using var rig = await SocketIORig.JoinedAsync();

        rig.Transport.Say("""452-["a",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]""");
        rig.Transport.SayBinary(1);
        rig.Transport.Say("2");
        rig.Transport.Say("6");
        rig.Transport.SayBinary(2);

        (await rig.Receiver.FirstAsync("a")).Args.ShouldBe("""[{"$binary":"Ag=="},{"$binary":"AQ=="}]""");
        await rig.Transport.WrittenAsync("3");
    }

    [Fact]
    public async Task Read_ReceiverThrows_TheNextEventArrives()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        rig.Receiver.OnEvent = static received => throw new InvalidOperationException(received.Name);

        rig.Transport.Say("42[\"first\"]");
        rig.Transport.Say("42[\"second\"]");

        await rig.Receiver.FirstAsync("second");
        rig.Connection.Completion.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Read_JoinWithoutAnIdFromEngine4_EndsWithTheReason()
    {
        await using var rig = new SocketIORig(4);

        rig.Transport.Say("40");

        var reason = await rig.Connection.Completion.Soon();
        reason.Name.ShouldBe("protocol-fault");
        reason.Message.ShouldContain("'Version'");
    }

    [Theory]
    [InlineData(EnginePacketKind.Text, "1", "hub-closed")]
    [InlineData(EnginePacketKind.Closed, "The server closed the WebSocket (code 1000).", "hub-closed")]
    public async Task Read_End_IsToldAndWaitersLearnIt(object kind, string text, string reason)
    {
        await using var rig = await SocketIORig.JoinedAsync();
        var asked = rig.AskAsync("a");
        await rig.Transport.WrittenAsync("""420["a"]""");

        rig.Transport.Say(new EnginePacket((EnginePacketKind)kind, Encoding.UTF8.GetBytes(text)));

        (await rig.Connection.Completion.Soon()).Name.ShouldBe(reason);
        (await asked.Soon()).Kind.ShouldBe(UpstreamReplyKind.Lost);
    }

    [Fact]
    public void Refused_WordsThatRepeatASecret_AreRedactedInEveryForm()
    {
        var options = new SocketIOOptions(new Uri("http://127.0.0.1"), new TlsOptions(null, null)) { Secrets = ["s3cr et/\"1\"", "s3cr"], Token = new Gateway.Configuration.Secret("t0k3n") };
        var secrets = new SocketIOSecrets(options);

        secrets.Redact("s3cr et/\"1\" s3cr%20et%2F%221%22 s3cr et/\\\"1\\\" t0k3n").ShouldBe("*** *** *** ***");
        var cut = secrets.Words(Encoding.UTF8.GetBytes(new string('x', 197) + "t0k3n and more"));
        cut.ShouldStartWith(new string('x', 197) + "***");
    }
}
