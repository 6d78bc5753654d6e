namespace Gateway.Stress.Chaos.Scenarios;

/// <summary>Sessions that are lost, in every moment of their lives.</summary>
internal static class LossScenarios
{
    private const int LoginsInATry = 12;

    public static async Task KilledAndRestartedAsync(Stage stage)
    {
        await stage.Hub.KillAsync();
        var away = await stage.StateAsync("retrying");
        stage.Check(away["reason"] is not null && away["nextAttempt"] is not null, "a hub that is away is told with reason and next attempt", away.ToJsonString());
        await stage.HoldsAsync("topics of a hub that is away are pending", () => stage.First.StateOf(stage.Hub.Topic) is "pending" && stage.Second.StateOf(stage.Hub.Topic) is "pending");
        await stage.MomentAsync(500);
        await stage.Hub.RestartAsync();
    }

    public static async Task KilledThreeTimesAsync(Stage stage)
    {
        for (var round = 0; round < 3; round++)
        {
            await stage.KillAndRestartAsync(100);
            await stage.MomentAsync(600);
        }
    }

    /// <summary>Killed at some moment between the dialling and the first words.</summary>
    public static async Task KilledWhileOpeningAsync(Stage stage)
    {
        for (var round = 0; round < 3; round++)
        {
            await stage.KillAndRestartAsync(50);
            using var answer = await stage.Host.Http.PostAsync(new Uri("/api/hubs/home/reconnect", UriKind.Relative), null);
            await stage.MomentAsync(40);
        }

        await stage.KillAndRestartAsync(50);
        await stage.Host.ReconnectAsync();
    }

    /// <summary>What is asked for, snapshots with it, is under way when the hub dies.</summary>
    public static async Task KilledInASubscribeAsync(Stage stage)
    {
        await stage.Hub.FreezeAsync();
        var more = stage.Hub is DemoChaosHub { Inner.StateTopic: { } state } ? state : "/secure,*";
        var isKnown = stage.Hub is DemoChaosHub { Inner.StateTopic: not null };
        var late = await stage.OpenAsync("late", isKnown ? [stage.Hub.Topic, more] : [stage.Hub.Topic]);
        await stage.MomentAsync(100);
        await stage.KillAndRestartAsync(200);
        await stage.HoldsAsync("who asked in the middle is live", () => late.IsLive, () => late.Tail);
        stage.Check(!isKnown || late.Log.Any(static heard => heard.IsSnapshot), "who asked in the middle has a snapshot", late.Tail);
        await late.DisposeAsync();
    }

    public static async Task KilledInAFloodAsync(Stage stage)
    {
        var flood = stage.Hub.FloodAsync(stage.Random.Next(2_000, 4_000));
        await stage.MomentAsync(60);
        await stage.Hub.KillAsync();
        await EndsAsync(flood);
        await stage.Hub.RestartAsync();
    }

    /// <summary>A hub that lets us in and throws us out at once must not be asked without end.</summary>
    public static async Task ClosedAfterEachLoginAsync(Stage stage)
    {
        var hub = ((DemoChaosHub)stage.Hub).Inner;
        var (first, seen) = (hub.Logins, hub.Logins);
        var started = TimeProvider.System.GetTimestamp();
        await stage.KillAndRestartAsync(0);
        while (TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(6))
        {
            if (hub.Logins > seen)
            {
                seen = hub.Logins;
                await stage.KillAndRestartAsync(0);
            }

            await Patience.WaitAsync(10);
        }

        stage.Check(hub.Logins - first is >= 1 and <= LoginsInATry, "who is thrown out after each login waits longer each time", $"{hub.Logins - first} logins in 6 s");
        await stage.Host.ReconnectAsync();
    }

    /// <summary>It takes connections again, and says nothing for a while.</summary>
    public static async Task SlowToComeBackAsync(Stage stage)
    {
        await stage.Hub.KillAsync();
        await stage.StateAsync("retrying", "connecting");
        await stage.Hub.RestartAsync();
        await stage.Hub.FreezeAsync();
        await Patience.WaitAsync(stage.Random.Next(1_000, 2_500));
        await stage.Hub.ThawAsync();
    }

    public static async Task ClientsComeAndGoAsync(Stage stage)
    {
        using var ending = new CancellationTokenSource();
        Task[] guests = [GoInAndOutAsync(stage, "guest", ending.Token), GoInAndOutAsync(stage, "other guest", ending.Token)];
        for (var round = 0; round < 2; round++)
        {
            await stage.MomentAsync(400);
            await stage.KillAndRestartAsync(300);
        }

        await stage.MomentAsync(400);
        await ending.CancelAsync();
        await Task.WhenAll(guests);
    }

    public static async Task ReconnectsAskedForAsync(Stage stage)
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            await stage.MomentAsync(300);
            await stage.Host.ReconnectAsync();
        }));
    }

    /// <summary>A flood whose hub is killed ends in whatever way it can: it is the hub's work, not the product's.</summary>
    public static async Task EndsAsync(Task flood)
    {
        try
        {
            await flood.WaitAsync(Patience.Limit);
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Its server has gone.
        }
    }

    private static async Task GoInAndOutAsync(Stage stage, string name, CancellationToken ending)
    {
        for (var number = 0; !ending.IsCancellationRequested; number++)
        {
            var guest = await stage.OpenAsync($"{name} {number}", [.. stage.Topics.Skip(number % 2)]);
            await Patience.WaitAsync(number * 37 % 200);
            await guest.DisposeAsync();
        }
    }
}
