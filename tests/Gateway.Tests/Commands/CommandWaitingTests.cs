using Gateway.Commands;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Commands;

/// <summary>Commands that expire wait for their turn where the hub's rate is used up.</summary>
public sealed class CommandWaitingTests
{
    private readonly LaneRig _rig = new(perSecond: 1, burst: 1);

    [Fact]
    public async Task Send_ExpiresBeforeItsTurn_IsExpiredAndNeverSent()
    {
        await _rig.AdmitAsync(1);

        var waiting = _rig.SendAsync(expiresAfter: TimeSpan.FromMilliseconds(200));
        await AdvanceAsync(TimeSpan.FromMilliseconds(199));
        waiting.IsCompleted.ShouldBeFalse();
        await AdvanceAsync(TimeSpan.FromMilliseconds(1));

        (await waiting.Soon()).Status.ShouldBe(CommandStatus.Expired);
        _rig.Time.Advance(TimeSpan.FromMinutes(1));
        _rig.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Send_ItsTurnComesInTime_IsSent()
    {
        await _rig.AdmitAsync(1);

        var waiting = _rig.SendAsync(name: "waited", expiresAfter: TimeSpan.FromSeconds(5));
        await AdvanceAsync(TimeSpan.FromSeconds(1));

        (await waiting.Soon()).Status.ShouldBe(CommandStatus.Sent);
        _rig.Sent.ShouldBe(["one", "waited"]);
    }

    [Fact]
    public async Task Send_SeveralWait_GoInTheOrderTheyCame()
    {
        await _rig.AdmitAsync(1);
        var waiting = Enumerable.Range(0, 20).Select(index => _rig.SendAsync(name: $"{index}", expiresAfter: TimeSpan.FromMinutes(1))).ToArray();
        (await _rig.SendAsync(name: "impatient")).Status.ShouldBe(CommandStatus.Limited, "it must not overtake those that wait");

        for (var second = 0; second < 60 && waiting.Any(static task => !task.IsCompleted); second++)
        {
            await AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        (await Task.WhenAll(waiting).Soon()).ShouldAllBe(static outcome => outcome.Status == CommandStatus.Sent);
        _rig.Sent.Skip(1).ShouldBe(Enumerable.Range(0, 20).Select(static index => $"{index}"));
    }

    [Fact]
    public async Task Send_ItsOwnTimeIsOver_IsExpired()
    {
        await _rig.AdmitAsync(1);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(300), _rig.Time);

        var waiting = _rig.SendAsync(expiresAfter: TimeSpan.FromDays(400), deadline: deadline.Token);
        await AdvanceAsync(TimeSpan.FromMilliseconds(300));

        (await waiting.Soon()).Status.ShouldBe(CommandStatus.Expired);
        _rig.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Send_TooManyWait_IsLimitedAtOnce()
    {
        await _rig.AdmitAsync(1);
        var waiting = Enumerable.Range(0, 500).Select(index => _rig.SendAsync($"client {index % 3}", expiresAfter: TimeSpan.FromSeconds(1))).ToArray();

        // The first of a client that was quiet goes.
        var refused = waiting.Count(static task => task.IsCompleted) - (_rig.Sent.Count - 1);
        refused.ShouldBe(500 - (_rig.Sent.Count - 1) - CommandWaiting.Capacity);
        for (var step = 0; step < 20; step++)
        {
            await AdvanceAsync(TimeSpan.FromMilliseconds(100));
        }

        (await Task.WhenAll(waiting).Soon()).Select(static outcome => outcome.Status).Distinct().ShouldBe([CommandStatus.Sent, CommandStatus.Expired, CommandStatus.Limited], ignoreOrder: true);

        // Nothing of them is left.
        _rig.Time.Advance(TimeSpan.FromMinutes(10));
        (await _rig.AdmitAsync(1)).ShouldBe(1);
        _rig.Time.Timers.ShouldBe(0);
    }

    /// <summary>Moves the clock once everybody who waits has set a timer.</summary>
    private async Task AdvanceAsync(TimeSpan by)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        _rig.Time.Advance(by);
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
    }
}
