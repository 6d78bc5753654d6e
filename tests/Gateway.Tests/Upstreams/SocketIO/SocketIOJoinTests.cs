using Gateway.Tests.Fakes;
using Gateway.Upstreams;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>One join, whoever waits for it and however long.</summary>
public sealed class SocketIOJoinTests
{
    [Fact]
    public async Task Join_FirstCallersTimeIsOver_OthersHearTheAnswerAndItIsWrittenOnce()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        using var hurry = new CancellationTokenSource();
        var first = rig.Connection.JoinAsync("/chat", default, hurry.Token);
        await rig.Transport.WrittenAsync("40/chat,");
        var second = rig.Connection.JoinAsync("/chat", default, CancellationToken.None);

        await hurry.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first.Soon());
        var third = rig.Connection.JoinAsync("/chat", default, CancellationToken.None);
        rig.Transport.Say("40/chat,{\"sid\":\"c\"}");

        (await second.Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        (await third.Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        rig.Transport.Written.ShouldBe(["40", "40/chat,"]);
    }

    [Fact]
    public async Task Join_FirstCallersTimeIsOverBeforeTheWrite_OthersHearTheAnswer()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        rig.Transport.Hold();
        var blocking = rig.EmitAsync("x");
        await rig.Transport.WrittenAsync("""42["x"]""");
        using var hurry = new CancellationTokenSource();
        var first = rig.Connection.JoinAsync("/chat", default, hurry.Token);
        var second = rig.Connection.JoinAsync("/chat", default, CancellationToken.None);

        await hurry.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first.Soon());
        rig.Transport.LetAllGo();
        await rig.Transport.WrittenAsync("40/chat,");
        rig.Transport.Say("40/chat,{\"sid\":\"c\"}");

        (await second.Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        (await blocking.Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
    }

    [Fact]
    public async Task Join_Unanswered_IsToldAfterItsTimeAndNeverWrittenTwice()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        var first = rig.Connection.JoinAsync("/chat", default, CancellationToken.None);
        await rig.Transport.WrittenAsync("40/chat,");
        rig.Time.Advance(TimeSpan.FromSeconds(10));
        (await first.Soon()).Kind.ShouldBe(UpstreamReplyKind.TimedOut);

        var second = rig.Connection.JoinAsync("/chat", default, CancellationToken.None);
        (await rig.EmitAsync("a").Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        rig.Transport.Written.ShouldBe(["40", "40/chat,", """42["a"]"""]);
        rig.Transport.Say("40/chat,{\"sid\":\"late\"}");

        (await second.Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        (await rig.EmitAsync("b", space: "/chat").Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
    }

    [Fact]
    public async Task Join_TooMuchWaits_IsRefusedAndCanBeAskedAgain()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        rig.Transport.Hold();
        var writing = rig.EmitAsync("x");
        await rig.Transport.WrittenAsync("""42["x"]""");
        var emitted = Enumerable.Range(0, 4_096).Select(_ => rig.EmitAsync("a")).ToArray();

        (await rig.Connection.JoinAsync("/chat", default, CancellationToken.None).Soon()).Kind.ShouldBe(UpstreamReplyKind.Full);
        rig.Transport.LetAllGo();
        await Task.WhenAll([writing, .. emitted]).Soon();

        await rig.JoinAsync("/chat", "40/chat,", "40/chat,{\"sid\":\"c\"}");
    }
}
