using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Gateway.Commands;
using Gateway.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Commands;

/// <summary>A command with an idempotency key is sent once, whoever asks again and whenever.</summary>
public sealed class CommandKeyTests
{
    private readonly FakeTime _time = new();
    private readonly FakeTarget _target = new();
    private readonly CommandRouter _router;

    public CommandKeyTests()
    {
        _router = new CommandRouter(_time, NullLogger<CommandRouter>.Instance);
        _router.Attach("home", _target, CommandOptions.Default);
    }

    [Fact]
    public async Task SendAsync_Again_IsTheFirstOutcomeAndNotSent()
    {
        var first = SendAsync(Command());
        _time.Advance(TimeSpan.FromMilliseconds(12));
        _target.Answer.SetResult(CommandOutcome.Ok("7"u8.ToArray()));
        var outcome = await first.Soon();

        var second = await SendAsync(Command()).Soon();

        outcome.IsReplay.ShouldBeFalse();
        second.ShouldBe(outcome with { IsReplay = true });
        second.Elapsed.ShouldBe(TimeSpan.FromMilliseconds(12));
        _target.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task SendAsync_WhileUnderWay_Joins()
    {
        var first = SendAsync(Command());

        // Less patience does not start it again, nor end it.
        var second = SendAsync(Command() with { Timeout = TimeSpan.FromMilliseconds(1) });
        _time.Advance(TimeSpan.FromSeconds(1));
        second.IsCompleted.ShouldBeFalse();
        _target.Answer.SetResult(CommandOutcome.Ok("7"u8.ToArray()));

        ((await first.Soon()).IsReplay, (await second.Soon()).IsReplay).ShouldBe((false, true));
        (await second).Result.Text().ShouldBe("7");
        _target.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task SendAsync_FirstCallerHasGone_TheNextGetsTheOutcome()
    {
        using var caller = new CancellationTokenSource();
        var first = _router.SendAsync(Command(), caller.Token);
        await caller.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first.Soon());

        var second = SendAsync(Command());
        _target.Answer.SetResult(CommandOutcome.Ok("7"u8.ToArray()));

        (await second.Soon()).Status.ShouldBe(CommandStatus.Ok);
        _target.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task SendAsync_AnotherCommand_IsInvalidAndNotSent()
    {
        _target.Answer.SetResult(CommandOutcome.Sent);
        await SendAsync(Command()).Soon();

        var other = await SendAsync(Command() with { Name = "other" }).Soon();

        (other.Status, other.IsKeyReused).ShouldBe((CommandStatus.Invalid, true));
        _target.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task SendAsync_AfterItExpired_IsStillTheFirstOutcome()
    {
        _target.Answer.SetResult(CommandOutcome.Sent);
        var command = Command() with { ExpiresAt = _time.GetUtcNow() + TimeSpan.FromSeconds(5) };
        await SendAsync(command).Soon();
        _time.Advance(TimeSpan.FromSeconds(10));

        (await SendAsync(command).Soon()).Status.ShouldBe(CommandStatus.Sent);
    }

    [Fact]
    public async Task SendAsync_NotSentTheFirstTime_IsSentTheNext()
    {
        _target.Answers = static _ => Task.FromResult(CommandOutcome.Offline("away", null));
        (await SendAsync(Command()).Soon()).Status.ShouldBe(CommandStatus.Offline);
        (await SendAsync(Command() with { ExpiresAt = _time.GetUtcNow() }).Soon()).Status.ShouldBe(CommandStatus.Expired);
        (await SendAsync(Command() with { Name = " " }).Soon()).Status.ShouldBe(CommandStatus.Invalid);
        _target.Answers = static _ => Task.FromResult(CommandOutcome.Sent);

        var outcome = await SendAsync(Command()).Soon();

        (outcome.Status, outcome.IsReplay).ShouldBe((CommandStatus.Sent, false));
    }

    [Fact]
    public async Task SendAsync_FaultOfOurs_IsNotSentAgain()
    {
        _target.Answers = static _ => throw new InvalidOperationException("a fault of ours");
        await Should.ThrowAsync<InvalidOperationException>(SendAsync(Command()).Soon());
        _target.Answers = null;

        (await SendAsync(Command()).Soon()).Status.ShouldBe(CommandStatus.Unknown);
        _target.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task SendAsync_ManyTasksAndFewKeys_EachIsSentOnceAndAllGetItsOutcome()
    {
        const int Keys = 200, Tasks = 8, Rounds = 5;
        _router.Attach("home", _target, CommandOptions.Default with { PerSecond = 100_000, Burst = 100_000 });
        _target.Answers = static async command =>
        {
            await Task.Yield();
            return (command.Args.Span[^2] % 4) switch
            {
                0 => CommandOutcome.Unknown(),
                1 => CommandOutcome.Rejected("no", command.Args),
                2 => CommandOutcome.Timeout(TimeSpan.FromSeconds(1)),
                _ => CommandOutcome.Ok(command.Args),
            };
        };
        var outcomes = new ConcurrentBag<(int Key, CommandOutcome Outcome)>();
        using var together = new Barrier(Tasks);

        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(_ => Task.Factory.StartNew(Ask, TaskCreationOptions.LongRunning).Unwrap())).Soon();

        _target.Received.Count.ShouldBe(Keys);
        _target.ReceivedArgs.Distinct(StringComparer.Ordinal).Count().ShouldBe(Keys);
        outcomes.Count.ShouldBe(Keys * Tasks * Rounds);
        foreach (var group in outcomes.GroupBy(static row => row.Key, static row => row.Outcome))
        {
            group.Count(static outcome => !outcome.IsReplay).ShouldBe(1);
            group.Select(static outcome => outcome with { IsReplay = false }).Distinct().Count().ShouldBe(1);
        }

        async Task Ask()
        {
            var asked = new List<Task>();
            for (var number = 0; number < Keys * Rounds; number++)
            {
                together.SignalAndWait();
                var key = number % Keys;
                asked.Add(NoteAsync(key));
            }

            await Task.WhenAll(asked);
        }

        async Task NoteAsync(int key) => outcomes.Add((key, await SendAsync(Command(key.ToString(CultureInfo.InvariantCulture), $$"""{"n":{{key}}}"""))));
    }

    private static Command Command(string key = "k", string args = "{}") =>
        new("home", "turn_on", Encoding.UTF8.GetBytes(args)) { IdempotencyKey = key };

    private Task<CommandOutcome> SendAsync(Command command) => _router.SendAsync(command, CancellationToken.None);
}
