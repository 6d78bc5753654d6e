using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Tests.Upstreams.SocketIO;

public sealed partial class SocketIOOutboxTests
{
    [Fact]
    public async Task Ask_ManyCallersAtOnce_EachGetsItsOwnAnswerAndIdsAscend()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        var ids = new ConcurrentQueue<long>();
        rig.Transport.OnWritten = packet =>
        {
            // The answer overtakes the end of the write: the waiter must be there already.
            var match = Event().Match(packet);
            ids.Enqueue(long.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture));
            rig.Transport.Say($"43{match.Groups["id"].Value}[{match.Groups["n"].Value}]");
        };

        var asked = await Task.WhenAll(Enumerable.Range(0, 1_600).Select(async number =>
        {
            await Task.Yield();
            var reply = await rig.AskAsync("ack", $"[{number}]");
            return string.Equals(Encoding.UTF8.GetString(reply.Json.Span), $"[{number}]", StringComparison.Ordinal);
        })).Soon();

        asked.Count(static isRight => isRight).ShouldBe(1_600);
        ids.ShouldBe(Enumerable.Range(0, 1_600).Select(static id => (long)id));
        rig.Connection.Unanswered.ShouldBe(0);
    }

    [Fact]
    public async Task Ask_ExpiredBeforeTheWrite_IsNotWritten()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        rig.Transport.Hold();
        var first = rig.EmitAsync("a");
        await rig.Transport.WrittenAsync("""42["a"]""");
        var late = rig.Connection.SendAsync(SocketIORequest.Event("/", "late", default, expiresAt: rig.Time.GetUtcNow().AddSeconds(1)), CancellationToken.None);

        rig.Time.Advance(TimeSpan.FromSeconds(1));
        rig.Transport.LetAllGo();

        (await late.Soon()).Kind.ShouldBe(UpstreamReplyKind.Expired);
        (await first.Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        rig.Transport.Written.ShouldBe(["40", """42["a"]"""]);
    }

    [Fact]
    public async Task Ask_GivenUpBeforeTheWrite_IsNotWritten()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        using var patience = new CancellationTokenSource();
        rig.Transport.Hold();
        var first = rig.EmitAsync("a");
        await rig.Transport.WrittenAsync("""42["a"]""");
        var second = rig.AskAsync("b", cancellationToken: patience.Token);

        await patience.CancelAsync();

        (await second.Soon()).Kind.ShouldBe(UpstreamReplyKind.Expired);
        rig.Transport.LetAllGo();
        await first.Soon();
        (await rig.EmitAsync("c").Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        rig.Transport.Written.ShouldBe(["40", """42["a"]""", """42["c"]"""]);
        rig.Connection.Unanswered.ShouldBe(0);
    }

    [Fact]
    public async Task Ask_GivenUpAfterTheWrite_ItsLateAnswerReachesNobody()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        using var patience = new CancellationTokenSource();
        var first = rig.AskAsync("a", cancellationToken: patience.Token);
        await rig.Transport.WrittenAsync("""420["a"]""");

        await patience.CancelAsync();

        (await first.Soon()).Kind.ShouldBe(UpstreamReplyKind.TimedOut);
        rig.Connection.Unanswered.ShouldBe(0);
        var second = rig.AskAsync("b");
        await rig.Transport.WrittenAsync("""421["b"]""");
        rig.Transport.Say("430[\"late\"]");
        rig.Transport.Say("431[\"own\"]");
        Encoding.UTF8.GetString((await second.Soon()).Json.Span).ShouldBe("[\"own\"]");
        rig.Connection.OddPackets.ShouldBe(1);
    }

    [Fact]
    public async Task Emit_GivenUpWhileItIsWritten_LeavesTheNextCallersAnswerAlone()
    {
        // An event without an ack does not use up its id; the one after it is written with the same.
        await using var rig = await SocketIORig.JoinedAsync();
        using var patience = new CancellationTokenSource();
        rig.Transport.Hold();
        var blocking = rig.EmitAsync("x");
        await rig.Transport.WrittenAsync("""42["x"]""");
        var emitted = rig.EmitAsync("a", cancellationToken: patience.Token);
        var asked = rig.AskAsync("b");
        rig.Transport.LetOneGo();
        await rig.Transport.WrittenAsync("""420["b"]""");

        await patience.CancelAsync();
        rig.Transport.LetAllGo();
        rig.Transport.Say("430[1]");

        (await asked.Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        (await emitted.Soon()).Kind.ShouldBe(UpstreamReplyKind.TimedOut);
        (await blocking.Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
    }

    [Fact]
    public async Task Ack_TwiceForeignOrOfAnotherNamespace_IsDroppedAndCounted()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        await rig.JoinAsync("/chat", "40/chat,", "40/chat,{\"sid\":\"c\"}");
        var asked = rig.AskAsync("a", space: "/chat");
        await rig.Transport.WrittenAsync("""42/chat,0["a"]""");

        rig.Transport.Say("430[\"root\"]");
        rig.Transport.Say("43/chat,0[\"chat\"]");
        rig.Transport.Say("43/chat,0[\"again\"]");
        rig.Transport.Say("43/chat,99[\"unknown\"]");
        rig.Transport.Say("43/chat,[\"without id\"]");
        await rig.SettledAsync();

        Encoding.UTF8.GetString((await asked.Soon()).Json.Span).ShouldBe("[\"chat\"]");
        rig.Connection.OddPackets.ShouldBe(4);
        rig.Receiver.Acks.ShouldBeEmpty();
    }

    [Fact]
    public async Task Raw_WithAnAckId_TheIdIsLeftOutAndItsAnswerIsUnclaimed()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        (await rig.RawAsync("""421["raw"]""")).ShouldBeNull();

        var first = rig.AskAsync("a");
        var second = rig.AskAsync("b");
        await rig.Transport.WrittenAsync("""420["a"]""");
        await rig.Transport.WrittenAsync("""422["b"]""");

        (await rig.RawAsync("""422["in use"]""")).ShouldNotBeNull().ShouldContain("in use");
        rig.Transport.Say("431[\"raw\"]");
        rig.Transport.Say("432[2]");
        rig.Transport.Say("430[0]");
        Encoding.UTF8.GetString((await first.Soon()).Json.Span).ShouldBe("[0]");
        Encoding.UTF8.GetString((await second.Soon()).Json.Span).ShouldBe("[2]");
        rig.Receiver.Acks.ShouldHaveSingleItem().ShouldBe("/ 1 [\"raw\"]");
        rig.Transport.Written.Contains("""422["in use"]""", StringComparer.Ordinal).ShouldBeFalse();
    }

    [Fact]
    public async Task Binary_FromManyCallersAtOnce_IsNeverSeparatedFromItsHeader()
    {
        await using var rig = await SocketIORig.JoinedAsync();

        await Task.WhenAll(Enumerable.Range(0, 400).Select(async number =>
        {
            await Task.Yield();
            await (number % 2 == 0 ? rig.EmitAsync("text") : rig.EmitAsync("bin", """[{"$binary":"AQID"},{"$binary":"BA=="}]"""));
        })).Soon();

        var written = rig.Transport.Written.Skip(1).ToArray();
        written.Length.ShouldBe(200 + (3 * 200));
        var headers = Enumerable.Range(0, written.Length).Where(index => written[index].StartsWith("452-", StringComparison.Ordinal)).ToArray();
        headers.Length.ShouldBe(200);
        headers.Count(index => written[index + 1] is "#010203" && written[index + 2] is "#04").ShouldBe(200);
    }

    [Fact]
    public async Task Emit_MoreThanMayWait_IsRefusedAtOnce()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        rig.Transport.Hold();
        var writing = rig.EmitAsync("x");
        await rig.Transport.WrittenAsync("""42["x"]""");

        var emitted = Enumerable.Range(0, 5_000).Select(_ => rig.EmitAsync("a")).ToArray();

        emitted.Count(static task => task.IsCompleted && task.Result.Kind == UpstreamReplyKind.Full).ShouldBe(5_000 - 4_096);
        rig.Transport.LetAllGo();
        (await Task.WhenAll(emitted).Soon()).Count(static reply => reply.Kind == UpstreamReplyKind.Yes).ShouldBe(4_096);
        await writing.Soon();
    }

    [Fact]
    public async Task Loss_WithRequestsInEveryState_EachLearnsWhatIsKnown()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        var written = rig.AskAsync("written");
        await rig.Transport.WrittenAsync("""420["written"]""");
        rig.Transport.Hold();
        var inWriting = rig.EmitAsync("in writing");
        await rig.Transport.WrittenAsync("""42["in writing"]""");
        var queued = rig.AskAsync("queued");

        rig.Transport.Abort();

        (await written.Soon()).Kind.ShouldBe(UpstreamReplyKind.Lost);
        (await inWriting.Soon()).Kind.ShouldBe(UpstreamReplyKind.Lost);
        (await queued.Soon()).Kind.ShouldBe(UpstreamReplyKind.NotSent);
        (await rig.Connection.Completion.Soon()).Name.ShouldBe("hub-closed");
        (await rig.AskAsync("afterwards").Soon()).Kind.ShouldBe(UpstreamReplyKind.NotSent);
    }

    [Fact]
    public async Task Write_FaultOfOurOwn_EndsTheConnectionAndEveryWaiter()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        rig.Transport.Fault = new NotSupportedException("a fault of our own");

        var asked = rig.AskAsync("a");

        (await asked.Soon()).Kind.ShouldBe(UpstreamReplyKind.Lost);
        (await rig.Connection.Completion.Soon()).Name.ShouldBe("internal");
    }

    [Fact]
    public async Task Leave_ThenEventThenJoin_NothingIsWrittenToANamespaceNotJoined()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        await rig.JoinAsync("/chat", "40/chat,", "40/chat,{\"sid\":\"c\"}");
        rig.Transport.Hold();
        var blocking = rig.EmitAsync("x");
        await rig.Transport.WrittenAsync("""42["x"]""");

        var leaving = rig.Connection.LeaveAsync("/chat", CancellationToken.None);
        (await rig.EmitAsync("a", space: "/chat").Soon()).Kind.ShouldBe(UpstreamReplyKind.NotSent);
        var joining = rig.Connection.JoinAsync("/chat", default, CancellationToken.None);
        rig.Transport.LetAllGo();
        await Task.WhenAll(leaving, blocking).Soon();
        await Eventually.TrueAsync(() => rig.Transport.Written.Count == 5, "the second join is written");
        rig.Transport.Say("40/chat,{\"sid\":\"d\"}");

        (await joining.Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        rig.Transport.Written.ShouldBe(["40", "40/chat,", """42["x"]""", "41/chat,", "40/chat,"]);
    }

    [Fact]
    public async Task Legacy_ManyAsksAtOnce_NoMoreThanTheServerBearsAreUnanswered()
    {
        await using var rig = await SocketIORig.JoinedAsync(0);
        var asked = Enumerable.Range(0, 300).Select(_ => rig.AskAsync("a")).ToArray();
        var most = 0;
        for (var id = 0; id < 300; id++)
        {
            await rig.Transport.WrittenAsync($$"""5:{{id}}+::{"name":"a","args":[]}""");
            most = Math.Max(most, rig.Connection.Unanswered);
            rig.Transport.Say($"6:::{id}+[{id}]");
        }

        (await Task.WhenAll(asked).Soon()).Count(static reply => reply.Kind == UpstreamReplyKind.Yes).ShouldBe(300);
        most.ShouldBeInRange(1, 128);
    }

    [GeneratedRegex("""^42(?<id>\d+)\["ack",(?<n>\d+)\]$""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Event();
}
