using Gateway.Stress.Load;
using Gateway.Stress.Load.Oracle;

namespace Gateway.Stress.Soaking;

/// <summary>
/// The clients of a soak: most of them quiet, some leave and come back all the while, a few read too slowly, and fewer stall until
/// they are cut off.
/// </summary>
internal sealed class SoakCrowd : IAsyncDisposable
{
    private const int Steady = 3;
    private const int Workers = 5;
    private const int AtOnce = 20;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Forever = TimeSpan.FromDays(7);
    private static readonly TimeSpan SlowPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Longer than a client may say nothing, and than a write may take.</summary>
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(75);

    private readonly Stage _stage;
    private readonly LiveActor[] _slow;
    private readonly LiveActor[] _stalled;
    private readonly Actor[] _ordinary;
    private int _cut;

    public SoakCrowd(Stage stage, int clients, int seed)
    {
        _stage = stage;
        SteadyOnes = [.. Enumerable.Range(0, Steady).Select(index => new LiveActor(stage, $"steady {index}", seed + index, isSteady: true))];
        _slow = [.. Enumerable.Range(0, clients / 100).Select(index => new LiveActor(stage, $"slow {index}", seed + 100 + index))];
        _stalled = [.. Enumerable.Range(0, Math.Max(1, clients / 200)).Select(index => new LiveActor(stage, $"stalled {index}", seed + 200 + index))];
        var others = Math.Max(0, clients - Steady - _slow.Length - _stalled.Length);
        _ordinary = [.. Enumerable.Range(0, others).Select(index => index % 8 == 0
            ? (Actor)new StreamActor(stage, $"reader {index}", seed + 1_000 + index, mostTopics: 2)
            : new LiveActor(stage, $"client {index}", seed + 1_000 + index))];
    }

    /// <summary>They hold everything, and only read.</summary>
    public IReadOnlyList<Actor> SteadyOnes { get; }

    public IReadOnlyList<Actor> All => [.. SteadyOnes, .. _slow, .. _stalled, .. _ordinary];

    /// <summary>How often a client that stalled was cut off.</summary>
    public int Cut => Volatile.Read(ref _cut);

    public async Task ConnectAsync()
    {
        foreach (var some in All.Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(static actor => actor.ConnectAsync()));
        }

        foreach (var actor in _slow.Concat(_stalled))
        {
            await HoldAllAsync(actor);
        }

        foreach (var some in _ordinary.OfType<LiveActor>().Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(HoldSomeAsync));
        }
    }

    /// <summary>Until it is told to stop. Each client is moved by one worker only.</summary>
    public Task LiveAsync(Random random, CancellationToken stopping)
    {
        foreach (var actor in _slow)
        {
            actor.Line.Pace.Slow(Forever, SlowPause);
        }

        return Task.WhenAll([
            .. Enumerable.Range(0, Workers).Select(worker => ChurnAsync(_ordinary.Where((_, index) => index % Workers == worker).ToArray(), new Random(random.Next()), stopping)),
            .. _stalled.Select(actor => StallAsync(actor, new Random(random.Next()), stopping))]);
    }

    public void Hurry()
    {
        foreach (var actor in All)
        {
            actor.Hurry();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var actor in All)
        {
            await actor.DisposeAsync();
        }
    }

    private async Task ChurnAsync(Actor[] actors, Random random, CancellationToken stopping)
    {
        while (actors.Length > 0 && await PauseAsync(Step, stopping))
        {
            var actor = actors[random.Next(actors.Length)];
            actor.Verdicts.Demand(actor.Broken is null, Rule.StaysConnected, () => actor.Broken!);
            await GuardAsync(actor, () => MoveAsync(actor, random), stopping);
        }
    }

    private static Task MoveAsync(Actor actor, Random random) => actor is StreamActor reader ? reader.ResumeAsync() : MoveAsync((LiveActor)actor, random);

    private static async Task MoveAsync(LiveActor actor, Random random)
    {
        switch (random.Next(10))
        {
            case < 5:
                await actor.ResumeAsync();
                await HoldSomeAsync(actor);
                break;
            case < 7:
                await actor.ComeAnewAsync();
                await HoldSomeAsync(actor);
                break;
            case < 9:
                await actor.UnsubscribeAsync(actor.AnyHub());
                await HoldSomeAsync(actor);
                break;
            default:
                await actor.CommandAsync(actor.AnyHub());
                break;
        }
    }

    /// <summary>It takes nothing until the gateway has had enough of it, and comes back.</summary>
    private async Task StallAsync(LiveActor actor, Random random, CancellationToken stopping)
    {
        while (await PauseAsync(TimeSpan.FromSeconds(5 + random.Next(60)), stopping))
        {
            actor.Line.Pace.Stall(Stall);
            await PauseAsync(Stall + Step, stopping);
            actor.Line.Pace.Hurry();
            await PauseAsync(Step, stopping);
            Interlocked.Add(ref _cut, actor.Broken is null ? 0 : 1);
            await GuardAsync(
                actor,
                async () =>
                {
                    await actor.ResumeAsync();
                    await HoldAllAsync(actor);
                },
                stopping);
        }
    }

    /// <summary>One that waits in vain is a failed check and begins anew; it must not end a run of an hour.</summary>
    private async Task GuardAsync(Actor actor, Func<Task> act, CancellationToken stopping)
    {
        try
        {
            await act();
            return;
        }
        catch (TimeoutException exception)
        {
            Fail(actor, exception);
        }

        do
        {
            try
            {
                await actor.LeaveAsync(isPolite: false);
                await actor.ConnectAsync();
                return;
            }
            catch (TimeoutException exception)
            {
                Fail(actor, exception);
            }
        }
        while (await PauseAsync(Step, stopping));
    }

    private void Fail(Actor actor, TimeoutException exception) =>
        _stage.Ledger.Check(false, "Every client is answered in time", $"{actor.Name}: {exception.Message}");

    private async Task HoldAllAsync(LiveActor actor)
    {
        foreach (var hub in _stage.Hubs)
        {
            await actor.SubscribeAsync(hub, hub.Topics);
        }
    }

    /// <summary>Up to four topics, most of them with few events.</summary>
    private static async Task HoldSomeAsync(LiveActor actor)
    {
        for (var missing = 2 - actor.Witnesses.Sum(static witness => witness.Held.Count); missing > 0; missing--)
        {
            var hub = actor.AnyHub();
            await actor.SubscribeAsync(hub, actor.AnyTopics(hub, 2));
        }
    }

    /// <summary>False when it is time to stop.</summary>
    private static async Task<bool> PauseAsync(TimeSpan time, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(time, TimeProvider.System, stopping);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
