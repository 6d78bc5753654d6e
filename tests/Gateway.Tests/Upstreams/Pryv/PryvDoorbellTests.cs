using Gateway.Configuration;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.Pryv;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Upstreams.Pryv;

/// <summary>The doorbell over the model server, on a clock that only the test moves.</summary>
public sealed class PryvDoorbellTests : IAsyncDisposable
{
    private readonly PryvModelServer _server = new();
    private readonly FakeTime _time = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly List<string> _told = [];
    private readonly List<string?> _troubles = [];
    private readonly PryvDoorbell _doorbell;
    private readonly Task _running;

    public PryvDoorbellTests()
    {
        var memory = new PryvMemory();
        var redaction = new TokenRedaction(new Secret("a-token-of-no-use"));
        var log = new PryvSessionLog(NullLogger.Instance, "diary", redaction);
        var fetch = new PryvFetch(_server.CallAsync, memory, (in PryvChange change, ReadOnlySpan<byte> _) => _told.Add(change.Id));
        _doorbell = new PryvDoorbell(fetch, _server.CallAsync, memory, _time, log) { Troubled = failure => _troubles.Add(failure?.Words(redaction)) };
        _running = _doorbell.RunAsync(_ending.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running.Soon();
        _ending.Dispose();
    }

    [Fact]
    public async Task Start_WithoutAPast_NotesWhatThereIsAndTellsNothing()
    {
        _server.Put("just before");

        (await _doorbell.StartAsync(catchUp: false, default).Soon()).ShouldBeNull();
        _server.Clock += 0.5;
        _server.Put("just after");
        await RingAsync();

        _told.ShouldBe(["just after"]);
    }

    [Fact]
    public async Task Ring_BeforeAnybodyWants_FetchesNothing()
    {
        await RingAsync();

        _server.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task Ring_FromTheServersOwnClockAlone_IgnoresOurs()
    {
        _server.Clock = 42;
        await _doorbell.StartAsync(catchUp: false, default).Soon();

        _server.Asked[^1]["modifiedSince"]!.GetValue<double>().ShouldBe(41);
    }

    [Fact]
    public async Task Ring_TheFetchFails_IsTriedAgainWithBackoffUntilItWorks()
    {
        await _doorbell.StartAsync(catchUp: false, default).Soon();
        _server.Clock += 10;
        _server.Put("a");
        _server.Instead = new PryvAnswer(UpstreamReplyKind.No, """{"id":"api-unavailable","message":"later"}"""u8.ToArray());
        var calls = _server.Calls;

        _doorbell.Ring();
        await Eventually.TrueAsync(() => _troubles.Count == 1, "the first fetch has failed");
        _told.ShouldBeEmpty();
        _server.Calls.ShouldBe(calls + 1);
        await PassAsync(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => _troubles.Count == 2, "the second fetch");

        _told.ShouldBe(["a"]);
        _troubles.ShouldBe(["api-unavailable: later", null]);
    }

    [Fact]
    public async Task Silence_OfFiveMinutes_IsFetchedAfterToBeSure()
    {
        await _doorbell.StartAsync(catchUp: false, default).Soon();
        _server.Clock += 10;
        _server.Put("nobody rang");

        await PassAsync(TimeSpan.FromMinutes(5));

        await Eventually.TrueAsync(() => _told.Count == 1, "it is told all the same");
    }

    [Fact]
    public async Task Stop_ThenStart_BeginsAtThatMoment()
    {
        await _doorbell.StartAsync(catchUp: false, default).Soon();
        await _doorbell.StopAsync(default).Soon();
        _server.Clock += 10;
        _server.Put("nobody wanted it");
        await RingAsync();
        _server.Clock += 10;

        await _doorbell.StartAsync(catchUp: false, default).Soon();
        _server.Put("wanted");
        await RingAsync();

        _told.ShouldBe(["wanted"]);
    }

    [Fact]
    public async Task Start_TheServerTellsNoTime_FailsAndSaysSo()
    {
        _server.TellsNoTime = true;

        var failure = (await _doorbell.StartAsync(catchUp: false, default).Soon()).ShouldNotBeNull();

        failure.Words(new TokenRedaction(new Secret("a-token-of-no-use"))).ShouldContain("serverTime");
        _server.TellsNoTime = false;
        (await _doorbell.StartAsync(catchUp: false, default).Soon()).ShouldBeNull();
    }

    /// <summary>Returns when the ring was answered.</summary>
    private async Task RingAsync()
    {
        var answered = _troubles.Count + 1;
        _doorbell.Ring();
        await Eventually.TrueAsync(() => _troubles.Count == answered, "the ring is answered");
        await PassAsync(TimeSpan.FromMilliseconds(50));
    }

    private async Task PassAsync(TimeSpan time)
    {
        await Eventually.TrueAsync(() => _time.Timers > 0, "a wait");
        _time.Advance(time);
    }
}
