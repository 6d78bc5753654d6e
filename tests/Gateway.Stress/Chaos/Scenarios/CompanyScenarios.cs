namespace Gateway.Stress.Chaos.Scenarios;

/// <summary>All kinds in one product: what one hub does must not be felt by another.</summary>
internal static class CompanyScenarios
{
    private const int Events = 10;

    public static Task OneFrozenOfFiveAsync(Stage stage) => AmongOthersAsync(
        stage, stage.Hub.FreezeAsync, stage.Hub.ThawAsync, "events of other hubs come while one is frozen");

    public static async Task OneFloodingOfFiveAsync(Stage stage)
    {
        var flood = Task.CompletedTask;
        await AmongOthersAsync(
            stage,
            () =>
            {
                flood = stage.Hub.FloodAsync(5_000);
                return Task.CompletedTask;
            },
            () => flood,
            "events of other hubs come while one floods");
    }

    private static async Task AmongOthersAsync(Stage stage, Func<Task> beginAsync, Func<Task> endAsync, string rule)
    {
        var others = new List<(ChaosHub Hub, SseChaosClient Client, string Name)>();
        foreach (var kind in ChaosKind.Demos)
        {
            var hub = stage.Own(await kind.StartAsync(false));
            stage.Host.Put(kind.Name.Replace('.', '-'), hub.Entry);
            others.Add((hub, null!, kind.Name.Replace('.', '-')));
        }

        for (var index = 0; index < others.Count; index++)
        {
            var (hub, _, name) = others[index];
            await stage.HoldsAsync($"{name} is online", async () => await IsOnlineAsync(stage, name));
            var client = await stage.OpenAsync(name, [hub.Topic], hub: name);
            others[index] = (hub, client, name);
            await stage.HoldsAsync($"a topic of {name} is live", () => client.IsLive, () => client.Tail);
        }

        await beginAsync();
        foreach (var (hub, client, name) in others)
        {
            for (var number = 1; number <= Events; number++)
            {
                await hub.RaiseAsync(number);
            }

            await stage.HoldsAsync($"{rule} ({name})", () => client.Numbers(hub, 1).SequenceEqual(Enumerable.Range(1, Events)), () => client.Tail);
        }

        await endAsync();
        foreach (var (_, client, name) in others)
        {
            stage.Check(client.Lives(client.Topics[0]) == 1, $"{name} stayed live", client.Tail);
        }
    }

    private static async Task<bool> IsOnlineAsync(Stage stage, string hub)
    {
        using var answer = await stage.Host.Http.GetAsync(new Uri($"/api/hubs/{hub}", UriKind.Relative));
        return answer.IsSuccessStatusCode && (await stage.StatusAsync(hub))["state"]!.GetValue<string>() is "online";
    }
}
