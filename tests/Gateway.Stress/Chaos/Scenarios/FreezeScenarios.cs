namespace Gateway.Stress.Chaos.Scenarios;

/// <summary>Hubs that keep their sockets and say nothing.</summary>
internal static class FreezeScenarios
{
    /// <summary>Shorter than the kind's patience: nothing may happen, and what waited comes.</summary>
    public static async Task FrozenForAMomentAsync(Stage stage)
    {
        var lives = stage.First.Lives(stage.Hub.Topic);
        await stage.Hub.FreezeAsync();
        await Patience.WaitAsync(stage.Random.Next(300, 1_200));
        await stage.Hub.ThawAsync();
        await stage.RaiseAsync(1);
        await stage.StateAsync("online");
        stage.Check(stage.First.Lives(stage.Hub.Topic) == lives, "a moment's silence costs no session", stage.First.Tail);
    }

    public static async Task FrozenForLongAsync(Stage stage)
    {
        await stage.Hub.FreezeAsync();
        await stage.HoldsAsync("a silent hub is given up", () => stage.First.StateOf(stage.Hub.Topic) is "pending");
        stage.Check(
            stage.Host.Log.Lines.Any(static line => line.Text.Contains("silent", StringComparison.Ordinal)), "the log says that the hub was silent",
            string.Join(Environment.NewLine, stage.Host.Log.Lines.Where(static line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Warning).Select(static line => line.Text)));
        await stage.MomentAsync(1_000);
        await stage.Hub.ThawAsync();
    }

    public static async Task FrozenThenKilledAsync(Stage stage)
    {
        await stage.Hub.FreezeAsync();
        await stage.HoldsAsync("a silent hub is given up", () => stage.First.StateOf(stage.Hub.Topic) is "pending");
        await stage.MomentAsync(500);
        await stage.KillAndRestartAsync(300);
    }
}
