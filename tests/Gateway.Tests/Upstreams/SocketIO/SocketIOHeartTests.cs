using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;
using Gateway.Upstreams.SocketIO.Packets;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>Heartbeats at 25 s with a time-out of 20 s, on a clock that stands until it is moved.</summary>
public sealed class SocketIOHeartTests
{
    [Fact]
    public async Task Heart_Engine3_PingsEachIntervalAndMeasuresTheRoundTrip()
    {
        await using var rig = await SocketIORig.JoinedAsync(3);
        rig.Connection.RoundTrip.ShouldBeNull();

        await AdvanceAsync(rig, 25);
        await rig.Transport.WrittenAsync("2");
        await AdvanceAsync(rig, 2);
        rig.Transport.Say("3");
        await Eventually.TrueAsync(() => rig.Connection.RoundTrip == TimeSpan.FromSeconds(2), "a round trip of 2 s");
        await AdvanceAsync(rig, 23);

        await Eventually.TrueAsync(() => rig.Transport.Written.Count == 2, "a second ping");
        rig.Transport.Written.ShouldBe(["2", "2"]);
        rig.Connection.Completion.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Heart_Engine3ServerPings_IsNotAnswered()
    {
        await using var rig = await SocketIORig.JoinedAsync(3);

        rig.Transport.Say("2");
        await rig.SettledAsync();

        (await rig.EmitAsync("a").Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        rig.Transport.Written.ShouldBe(["""42["a"]"""]);
    }

    [Fact]
    public async Task Heart_Engine3PongMissing_IsDeadBeforeTheLongSilence()
    {
        await using var rig = await SocketIORig.JoinedAsync(3);
        await AdvanceAsync(rig, 24);
        rig.Transport.Say("6");
        await AdvanceAsync(rig, 1);
        await rig.Transport.WrittenAsync("2");

        await AdvanceAsync(rig, 19);
        rig.Connection.Completion.IsCompleted.ShouldBeFalse();
        rig.Time.Advance(TimeSpan.FromSeconds(1));

        // 21 s after the last frame, where silence alone would take 45.
        (await rig.Connection.Completion.Soon()).Name.ShouldBe("silent");
        rig.Transport.IsAborted.ShouldBeTrue();
    }

    [Fact]
    public async Task Heart_Engine3PongMissingAndTimeoutLongerThanTheInterval_IsDeadByTheFirstPing()
    {
        await using var rig = await SocketIORig.JoinedAsync(3, timing: new SocketIOTiming(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(35), TimeSpan.FromSeconds(45)));
        await AdvanceAsync(rig, 9);
        rig.Transport.Say("6");
        await AdvanceAsync(rig, 1);
        await rig.Transport.WrittenAsync("2");
        for (var ping = 2; ping <= 4; ping++)
        {
            await AdvanceAsync(rig, 10);
            await Eventually.TrueAsync(() => rig.Transport.Written.Count == ping, "another ping");
        }

        await AdvanceAsync(rig, 4);
        rig.Connection.Completion.IsCompleted.ShouldBeFalse();
        rig.Time.Advance(TimeSpan.FromSeconds(1));

        // 36 s after the last frame and 35 after the first ping, where silence alone would take 45.
        (await rig.Connection.Completion.Soon()).Name.ShouldBe("silent");
    }

    [Fact]
    public async Task Heart_Engine3AnyFrameAfterThePing_ItsAnswerIsWaitedForNoMore()
    {
        await using var rig = await SocketIORig.JoinedAsync(3, timing: new SocketIOTiming(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(35), TimeSpan.FromSeconds(45)));
        await AdvanceAsync(rig, 10);
        await rig.Transport.WrittenAsync("2");
        await AdvanceAsync(rig, 5);
        rig.Transport.Say("6");
        await AdvanceAsync(rig, 5);
        await Eventually.TrueAsync(() => rig.Transport.Written.Count == 2, "the second ping");

        await AdvanceAsync(rig, 34);
        rig.Connection.Completion.IsCompleted.ShouldBeFalse();
        rig.Time.Advance(TimeSpan.FromSeconds(1));

        (await rig.Connection.Completion.Soon()).Name.ShouldBe("silent");
    }

    [Theory]
    [InlineData(4, "2", "3")]
    [InlineData(0, "2::", "2::")]
    public async Task Heart_ServerPings_IsAnsweredAheadOfWhatWaits(int revision, string ping, string pong)
    {
        await using var rig = await SocketIORig.JoinedAsync(revision);
        var before = rig.Transport.Written.Count;
        rig.Transport.Hold();
        var first = rig.EmitAsync("a");
        await Eventually.TrueAsync(() => rig.Transport.Written.Count == before + 1, "the first is being written");
        var others = new[] { rig.EmitAsync("b"), rig.EmitAsync("c") };

        rig.Transport.Say(ping);
        await rig.SettledAsync();
        rig.Transport.LetAllGo();
        await Task.WhenAll([first, .. others]).Soon();

        rig.Transport.Written[before + 1].ShouldBe(pong);
        rig.Transport.Written.Count.ShouldBe(before + 4);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(0)]
    public async Task Heart_ServerPingsRevision_SendsNoPingOfItsOwn(int revision)
    {
        await using var rig = await SocketIORig.JoinedAsync(revision);
        var before = rig.Transport.Written.Count;

        await AdvanceAsync(rig, 30);
        await rig.SettledAsync();
        await AdvanceAsync(rig, 30);

        rig.Transport.Written.Count.ShouldBe(before);
        rig.Connection.Completion.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [InlineData(4, "42[\"any\"]")]
    [InlineData(4, "no packet at all")]
    [InlineData(0, "5:::{\"name\":\"any\"}")]
    public async Task Heart_AnyFrame_MovesTheDeadline(int revision, string frame)
    {
        await using var rig = await SocketIORig.JoinedAsync(revision);

        await AdvanceAsync(rig, 40);
        rig.Transport.Say(frame);
        await AdvanceAsync(rig, 40);
        rig.Connection.Completion.IsCompleted.ShouldBeFalse();
        rig.Time.Advance(TimeSpan.FromSeconds(5));

        (await rig.Connection.Completion.Soon()).Name.ShouldBe("silent");
    }

    [Theory]
    [InlineData(3, null, null, 25, 20, 45)]
    [InlineData(3, 5, null, 5, 20, 25)]
    [InlineData(3, 5, 7, 5, 7, 12)]
    [InlineData(4, 5, 7, 25, 7, 32)]
    [InlineData(4, null, null, 25, 20, 45)]
    public void TimingOfEngine_OwnersSettings_ReplaceWhatCanBeReplaced(int revision, int? interval, int? timeout, int ping, int limit, int deadline)
    {
        var open = new EngineOpenPacket("s", TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(20));

        var timing = SocketIOTiming.OfEngine(open, revision, Options(interval, timeout));

        timing.ShouldBe(new SocketIOTiming(TimeSpan.FromSeconds(ping), TimeSpan.FromSeconds(limit), TimeSpan.FromSeconds(deadline)));
    }

    [Theory]
    [InlineData(15, null, null, 15)]
    [InlineData(null, null, null, 600)]
    [InlineData(15, 2, 3, 5)]
    public void TimingOfLegacy_HeartbeatOrOwnersSettings_IsTheDeadline(int? heartbeat, int? interval, int? timeout, int deadline) =>
        SocketIOTiming.OfLegacy(heartbeat is { } seconds ? TimeSpan.FromSeconds(seconds) : null, Options(interval, timeout)).Deadline.ShouldBe(TimeSpan.FromSeconds(deadline));

    private static SocketIOOptions Options(int? interval, int? timeout) => new(new Uri("http://127.0.0.1"), new TlsOptions(null, null))
    {
        PingInterval = interval is { } one ? TimeSpan.FromSeconds(one) : null,
        PingTimeout = timeout is { } other ? TimeSpan.FromSeconds(other) : null,
    };

    /// <summary>Moves the clock once the heart waits for it, and waits until it has looked.</summary>
    private static async Task AdvanceAsync(SocketIORig rig, int seconds)
    {
        await Eventually.TrueAsync(() => rig.Time.Timers == 1, "the heart waits");
        rig.Time.Advance(TimeSpan.FromSeconds(seconds));
        await Eventually.TrueAsync(() => rig.Time.Timers == 1 || rig.Connection.Completion.IsCompleted, "the heart waits again");
    }
}
