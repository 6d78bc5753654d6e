using Gateway.Commands;
using Gateway.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Commands;

public sealed class CommandRouterTests
{
    private readonly FakeTime _time = new();
    private readonly FakeTarget _target = new();
    private readonly CommandRouter _router;

    public CommandRouterTests()
    {
        _router = new CommandRouter(_time, NullLogger<CommandRouter>.Instance);
        _router.Attach("home", _target, CommandOptions.Default);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t")]
    public async Task SendAsync_NoName_IsInvalidAndNotSent(string name)
    {
        var outcome = await SendAsync(Command() with { Name = name }).Soon();

        outcome.Status.ShouldBe(CommandStatus.Invalid);
        outcome.Detail!.ShouldContain("'name'");
        _target.Received.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(300_001, false)]
    [InlineData(1, true)]
    [InlineData(300_000, true)]
    public async Task SendAsync_Timeout_IsCheckedAgainstItsBounds(int milliseconds, bool isAllowed)
    {
        _target.Answer.SetResult(CommandOutcome.Ok(default));

        var outcome = await SendAsync(Command() with { Timeout = TimeSpan.FromMilliseconds(milliseconds) }).Soon();

        outcome.Status.ShouldBe(isAllowed ? CommandStatus.Ok : CommandStatus.Invalid);
        _target.Received.Count.ShouldBe(isAllowed ? 1 : 0);
    }

    [Fact]
    public async Task SendAsync_ExpiredOnArrival_IsNotSent()
    {
        var outcome = await SendAsync(Command() with { ExpiresAt = _time.GetUtcNow() }).Soon();

        outcome.Status.ShouldBe(CommandStatus.Expired);
        _target.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task SendAsync_AcceptedBeforeItsTime_IsNeverSentLate()
    {
        var accepted = _time.GetTimestamp();
        _time.Advance(CommandOptions.Default.Timeout);

        var outcome = await SendAsync(Command() with { Accepted = accepted }).Soon();

        outcome.Status.ShouldBe(CommandStatus.Expired);
        outcome.Elapsed.ShouldBe(CommandOptions.Default.Timeout);
        _target.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task SendAsync_SenderMayNotAnyMore_IsNotSent()
    {
        var outcome = await SendAsync(Command() with { MayStill = static () => false }).Soon();

        outcome.Status.ShouldBe(CommandStatus.Expired);
        outcome.Detail!.ShouldContain("access ended");
        _target.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task SendAsync_ClientHoldsTooMuchMemory_IsLimitedUntilSomeIsAnswered()
    {
        _router.Attach("home", _target, CommandOptions.Default with { PerSecond = 1_000, Burst = 1_000 });
        var big = Command() with { Args = new byte[1 << 20] };
        var waiting = Enumerable.Range(0, 15).Select(_ => SendAsync(big)).ToArray();

        (await SendAsync(big).Soon()).Status.ShouldBe(CommandStatus.Limited);
        _ = SendAsync(big with { Client = "another" });
        _target.Received.Count.ShouldBe(16, "another client has room of its own");

        _target.Answer.SetResult(CommandOutcome.Ok(default));
        (await Task.WhenAll(waiting).Soon()).ShouldAllBe(static outcome => outcome.Status == CommandStatus.Ok);
        (await SendAsync(big).Soon()).Status.ShouldBe(CommandStatus.Ok);
    }

    [Fact]
    public async Task SendAsync_NotYetExpired_IsSent()
    {
        _target.Answer.SetResult(CommandOutcome.Sent);

        (await SendAsync(Command() with { ExpiresAt = _time.GetUtcNow() + TimeSpan.FromTicks(1) }).Soon()).Status.ShouldBe(CommandStatus.Sent);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("HOME")]
    public async Task SendAsync_UnknownHub_IsOffline(string hub) =>
        (await SendAsync(Command() with { Hub = hub }).Soon()).Status.ShouldBe(CommandStatus.Offline);

    [Fact]
    public async Task SendAsync_DetachedHub_IsOffline()
    {
        _router.Detach("home");

        (await SendAsync(Command()).Soon()).Status.ShouldBe(CommandStatus.Offline);
    }

    [Theory]
    [InlineData(null, 10_000)]
    [InlineData(500, 500)]
    [InlineData(60_000, 60_000)]
    public async Task SendAsync_HubDoesNotAnswer_TellsTheTargetAtTheDeadline(int? milliseconds, int deadline)
    {
        var sending = SendAsync(Command() with { Timeout = milliseconds is { } given ? TimeSpan.FromMilliseconds(given) : null });
        _time.Advance(TimeSpan.FromMilliseconds(deadline - 1));
        _target.Cancellation.IsCancellationRequested.ShouldBeFalse();

        _time.Advance(TimeSpan.FromMilliseconds(1));
        _target.Cancellation.IsCancellationRequested.ShouldBeTrue();
        _target.Answer.SetResult(CommandOutcome.Timeout(TimeSpan.FromMilliseconds(deadline + 1)));

        var outcome = await sending.Soon();
        outcome.Status.ShouldBe(CommandStatus.Timeout);
        outcome.Detail!.ShouldContain($"did not answer within {deadline} ms");
        outcome.Elapsed.ShouldBe(TimeSpan.FromMilliseconds(deadline));
    }

    [Fact]
    public async Task SendAsync_HubAnswers_MeasuresFromAcceptanceAndLeavesNoTimer()
    {
        var sending = SendAsync(Command());
        _time.Advance(TimeSpan.FromMilliseconds(123));
        _target.Answer.SetResult(CommandOutcome.Ok("{ \"a\":1 }"u8.ToArray()));

        var outcome = await sending.Soon();
        outcome.Elapsed.ShouldBe(TimeSpan.FromMilliseconds(123));
        outcome.Result.Text().ShouldBe("{ \"a\":1 }");
        await Eventually.TrueAsync(() => _time.Timers == 0, "the deadline's timer is gone");
    }

    [Fact]
    public async Task SendAsync_CallerHasGone_LetsTheCommandGoOn()
    {
        using var caller = new CancellationTokenSource();
        var sending = _router.SendAsync(Command(), caller.Token);

        await caller.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(sending.Soon());
        _target.Cancellation.IsCancellationRequested.ShouldBeFalse();
        _time.Timers.ShouldBe(1, "its deadline holds all the same");
    }

    [Fact]
    public async Task WriteRawAsync_CountsAsACommandOfItsClient()
    {
        _router.Attach("home", _target, CommandOptions.Default with { PerSecond = 1, Burst = 2 });
        _target.Answer.SetResult(CommandOutcome.Sent);

        (await _router.WriteRawAsync("home", default, "local").Soon()).Status.ShouldBe(CommandStatus.Sent);
        (await SendAsync(Command() with { Wait = false }).Soon()).Status.ShouldBe(CommandStatus.Sent);
        (await _router.WriteRawAsync("home", default, "local").Soon()).Status.ShouldBe(CommandStatus.Limited);
        (await _router.WriteRawAsync("away", default, "local").Soon()).Status.ShouldBe(CommandStatus.Offline);
        _router.Describe("home")!.Limited.ShouldBe(1);
        _router.Describe("away").ShouldBeNull();
    }

    [Fact]
    public async Task SendAsync_HubIsBusy_IsSentLessFromThenOn()
    {
        _target.Answers = static command =>
        {
            command.HubIsBusy!(TimeSpan.FromSeconds(7));
            return Task.FromResult(CommandOutcome.Rejected("busy", "{}"u8.ToArray()));
        };

        (await SendAsync(Command()).Soon()).Status.ShouldBe(CommandStatus.Rejected);

        var refused = await SendAsync(Command()).Soon();
        (refused.Status, refused.RetryAfter).ShouldBe((CommandStatus.Limited, TimeSpan.FromSeconds(7)));
        _target.Received.Count.ShouldBe(1);
    }

    private static Command Command() => new("home", "call_service", ReadOnlyMemory<byte>.Empty);

    private Task<CommandOutcome> SendAsync(Command command) => _router.SendAsync(command, CancellationToken.None);
}
