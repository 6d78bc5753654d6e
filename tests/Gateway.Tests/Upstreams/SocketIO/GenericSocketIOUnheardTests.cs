using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.GenericSocketIO;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Tests.Upstreams.SocketIO;

public sealed class GenericSocketIOUnheardTests
{
    private readonly LogSink _log = new();

    [Fact]
    public async Task Send_ServerNeverAnswers_OnlySoManyAcksAreWaitedForAndNotForEver()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        var unheard = Unheard(rig);

        for (var number = 0; number < 300; number++)
        {
            (await EmitAsync(unheard)).Kind.ShouldBe(UpstreamReplyKind.Yes);
        }

        rig.Connection.Unanswered.ShouldBe(256);
        rig.Transport.Written.Count(static packet => packet is "42[\"a\"]").ShouldBe(44);
        rig.Time.Advance(TimeSpan.FromSeconds(30));
        await Eventually.TrueAsync(() => unheard.WantsAck && rig.Connection.Unanswered == 0, "nothing is waited for");
        await rig.Connection.DisposeAsync();
        await unheard.EndAsync().Soon();
        _log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task WantsAck_OfALegacyServer_IsFalse()
    {
        await using var rig = await SocketIORig.JoinedAsync(revision: 0);

        Unheard(rig).WantsAck.ShouldBeFalse();
    }

    [Fact]
    public async Task Send_CallersTimePassesBeforeTheWrite_IsExpiredAndNeverWritten()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        var unheard = Unheard(rig);
        rig.Transport.Hold();
        var first = EmitAsync(unheard);
        await Eventually.TrueAsync(() => rig.Transport.Writes == 2, "the first is being written");
        using var limit = new CancellationTokenSource();
        var second = unheard.SendAsync(SocketIORequest.Event("/", "b", default), limit.Token);

        await limit.CancelAsync();

        (await second.Soon()).Kind.ShouldBe(UpstreamReplyKind.Expired);
        rig.Transport.LetAllGo();
        (await first.Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        rig.Transport.Written.ShouldNotContain(static packet => packet.Contains("\"b\""));
    }

    private GenericSocketIOUnheard Unheard(SocketIORig rig) =>
        new(rig.Connection, SocketIOAckStyle.ErrorFirst, new SocketIOSecrets(new SocketIOOptions(new Uri("http://127.0.0.1"), new TlsOptions(null, null))), new SentRefusalLog(_log.CreateLogger("x"), "home"), rig.Time);

    private static Task<UpstreamReply> EmitAsync(GenericSocketIOUnheard unheard) =>
        unheard.SendAsync(SocketIORequest.Event("/", "a", default, unheard.WantsAck), CancellationToken.None).Soon();
}
