using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.Deconz;

namespace Gateway.Tests.Upstreams.Deconz;

/// <summary>REST and WebSocket fail apart from one another, and that is told.</summary>
public sealed class DeconzHealthTests
{
    private static readonly DeconzOptions Options = new();

    private readonly FakeTime _time = new();

    [Fact]
    public async Task Rest_GoneWhileTheWebSocketTells_IsSaidWhenASecondAttemptConfirmsIt_AndTakenBack()
    {
        await using var script = await DeconzScript.StartAsync(_time);
        await using var session = (await script.OpenAsync()).Session.ShouldNotBeNull();
        var good = Compared(script);

        script.Answer("", 500, "");
        _time.Advance(Options.CompareEvery);
        await Eventually.TrueAsync(() => Compared(script) == good + 1, "a comparison fails");
        session.Notice.ShouldBeNull();
        (await AskedAgainAfterAsync(script)).ShouldBeInRange(TimeSpan.FromSeconds(1), Options.CompareEvery / 2);
        await Eventually.TrueAsync(() => session.Notice is not null, "it is said");
        session.Notice!.ShouldContain("HTTP 500");
        session.Notice!.ShouldNotContain(DeconzScript.Key);

        (await AskedAgainAfterAsync(script)).ShouldBeInRange(TimeSpan.FromSeconds(2), Options.CompareEvery / 2);
        script.Answer("", 200, """{"lights":{},"alarmsystems":{}}""");
        (await AskedAgainAfterAsync(script)).ShouldBeInRange(TimeSpan.FromSeconds(4), Options.CompareEvery / 2);
        await Eventually.TrueAsync(() => session.Notice is null, "all is well again");
    }

    [Fact]
    public async Task Rest_FailedOnce_IsNotSaid()
    {
        await using var script = await DeconzScript.StartAsync(_time);
        await using var session = (await script.OpenAsync()).Session.ShouldNotBeNull();
        var good = Compared(script);

        script.Answer("", 500, "");
        _time.Advance(Options.CompareEvery);
        await Eventually.TrueAsync(() => Compared(script) == good + 1, "a comparison fails");
        script.Answer("", 200, """{"lights":{},"alarmsystems":{}}""");
        await AskedAgainAfterAsync(script);

        // It is well again, so the next comparison is the usual one.
        (await AskedAgainAfterAsync(script, step: TimeSpan.FromSeconds(5))).ShouldBeGreaterThanOrEqualTo(Options.CompareEvery);
        session.Notice.ShouldBeNull();
    }

    [Fact]
    public async Task WebSocket_QuietWhileEverythingIsFetched_IsReadAndAnswersThePing()
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var script = await DeconzScript.StartAsync();
        script.BeforeAnswer = path => path.Length == 0 ? held.Task : Task.CompletedTask;
        var opening = script.OpenAsync(options: new DeconzOptions { PingAfter = TimeSpan.FromMilliseconds(200), PingTimeout = TimeSpan.FromSeconds(1) });
        await Eventually.TrueAsync(() => script.Asked.Contains("", StringComparer.Ordinal), "everything is asked for");
        await script.SendAsync("""{"t":"event","e":"changed","r":"lights","id":"1","state":{"bri":1}}""");
        await script.SendAsync("""{"t":"event","e":"changed","r":"lights","id":"1","state":{"bri":2}}""");

        // The stack's own clock cannot be moved: longer than the ping and the time for its answer.
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, CancellationToken.None);
        held.SetResult();
        await using var session = (await opening).Session.ShouldNotBeNull();
        using var stopping = new CancellationTokenSource();
        var reading = session.ReadAsync(stopping.Token);
        await script.SendAsync("""{"t":"event","e":"changed","r":"lights","id":"1","state":{"bri":3}}""");

        await Eventually.TrueAsync(() => session.FramesRead == 3 || reading.IsCompleted, "all is read");
        reading.IsCompleted.ShouldBeFalse();
        await stopping.CancelAsync();
        (await reading.Soon()).ShouldBe(DisconnectReason.Stopping);
    }

    [Fact]
    public async Task WebSocket_MoreThanCanBeKeptWhileEverythingIsFetched_IsGivenUpWithTheReason()
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var script = await DeconzScript.StartAsync();
        script.Answer("groups", 200, "{}");
        script.BeforeAnswer = path => path.Length == 0 ? held.Task : Task.CompletedTask;
        var opening = script.OpenAsync();
        await Eventually.TrueAsync(() => script.Asked.Contains("", StringComparer.Ordinal), "everything is asked for");
        for (var frame = 0; frame <= DeconzInbox.MaxFrames; frame++)
        {
            await script.SendAsync("{}");
        }

        await Eventually.TrueAsync(() => script.Asked.Contains("cut", StringComparer.Ordinal), "the socket is left");
        held.SetResult();
        var given = await opening;
        given.IsOpen.ShouldBeFalse();
        given.Reason!.Name.ShouldBe("protocol-fault");
        given.Reason.Message.ShouldContain($"more than {DeconzInbox.MaxFrames} messages");
        given.Commands.ShouldNotBeNull();
    }

    private static int Compared(DeconzScript script) => script.Asked.Count(static path => path.Length == 0);

    private async Task<TimeSpan> AskedAgainAfterAsync(DeconzScript script, TimeSpan? step = null)
    {
        var (compared, since) = (Compared(script), _time.GetUtcNow());
        await Eventually.TrueAsync(
            () =>
            {
                _time.Advance(step ?? TimeSpan.FromMilliseconds(100));
                return Compared(script) > compared;
            },
            "it is asked again");
        return _time.GetUtcNow() - since;
    }
}
