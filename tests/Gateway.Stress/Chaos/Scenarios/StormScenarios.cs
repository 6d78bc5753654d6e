using System.Text;
using System.Text.Json.Nodes;
using Gateway.Stress.Fuzzing;
using Gateway.Stress.Fuzzing.Codecs;

namespace Gateway.Stress.Chaos.Scenarios;

/// <summary>Too much, nonsense, and an entry that changes in the middle.</summary>
internal static class StormScenarios
{
    private const int Flood = 3_000;
    private const int MutatedFrames = 1_000;

    public static async Task FloodsAsync(Stage stage)
    {
        var seen = stage.First.Log.Count(static heard => heard.HasHappened);
        await stage.Hub.FloodAsync(Flood);
        if (stage.Hub is not DemoChaosHub { Inner.IsFloodCounted: false })
        {
            await stage.HoldsAsync(
                "of a flood everything comes, or is told as missed",
                () => stage.First.Log.Count(static heard => heard.HasHappened) - seen + stage.First.Missed == Flood,
                () => $"{stage.First.Log.Count(static heard => heard.HasHappened) - seen} came, {stage.First.Missed} missed");
        }

        stage.Check((await stage.StatusAsync())["reconnects"]!.GetValue<int>() == 0, "a flood costs no session");
    }

    public static async Task SendsGarbageAsync(Stage stage)
    {
        var hub = ((DemoChaosHub)stage.Hub).Inner;
        for (var round = 0; round < 10; round++)
        {
            foreach (var frame in hub.Garbage)
            {
                await hub.SendAsync(frame);
            }

            var bytes = new byte[stage.Random.Next(1, 64)];
            stage.Random.NextBytes(bytes);
            await hub.SendBinaryAsync(bytes);
            await stage.RaiseAsync(1);
        }

        stage.Check((await stage.StatusAsync())["reconnects"]!.GetValue<int>() == 0, "garbage costs no session");
    }

    /// <summary>Frames such as the fuzzer makes, through the whole session: what is no frame is left out, and what is one is told.</summary>
    public static async Task SendsMutatedFramesAsync(Stage stage)
    {
        var hub = ((DemoChaosHub)stage.Hub).Inner;
        var codec = FuzzCodecs.All().Single(codec => string.Equals(codec.Name, hub.IsAsked ? "home-assistant-frame" : "deconz-frame", StringComparison.Ordinal));
        var seed = stage.Random.Next();
        for (var index = 0; index < MutatedFrames; index++)
        {
            // A WebSocket sends no text that is none, and the monsters are for the codec alone.
            await hub.SendAsync(Encoding.UTF8.GetString(Mutator.Make(codec, seed, Monsters.Count + index)));
        }

        stage.SkipNumbers();
        await stage.RaiseAsync(1);
        await stage.HoldsAsync("the next event comes", () => stage.First.Numbers(stage.Hub, 1_000_000).Count >= 1);
        stage.Check((await stage.StatusAsync())["reconnects"]!.GetValue<int>() == 0, "mutated frames cost no session", (await stage.StatusAsync()).ToJsonString());

        // What such frames said of the hub is put right by its own state, in an event more; better now than among those that are counted.
        await stage.KillAndRestartAsync(100);
    }

    public static async Task EntryChangedInAFloodAsync(Stage stage)
    {
        var hub = ((DemoChaosHub)stage.Hub).Inner;
        var flood = stage.Hub.FloodAsync(stage.Random.Next(1_000, 3_000));
        await stage.MomentAsync(50);
        var sessions = hub.Sessions;
        stage.Host.Put("home", Changed(stage));
        await LossScenarios.EndsAsync(flood);

        // Counted at the hub: a client that the flood was too fast for becomes live again without any change.
        await stage.HoldsAsync("a changed entry is a new session", () => hub.Sessions > sessions && stage.First.IsLive, () => $"{hub.Sessions} after {sessions}; {stage.First.Tail}");
    }

    public static async Task EntryChangedWhileAwayAsync(Stage stage)
    {
        await stage.Hub.KillAsync();
        await stage.StateAsync("retrying", "connecting");
        stage.Host.Put("home", Changed(stage));
        await stage.MomentAsync(500);
        await stage.Hub.RestartAsync();
    }

    private static JsonObject Changed(Stage stage)
    {
        var entry = stage.Hub.Entry;
        entry["Commands"] = new JsonObject { ["PerSecond"] = stage.Random.Next(21, 40), ["Burst"] = 60 };
        return entry;
    }
}
