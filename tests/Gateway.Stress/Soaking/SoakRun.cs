using System.Text.Json.Nodes;
using Gateway.Stress.Load;
using Gateway.Stress.Load.Hubs;
using Gateway.Tests.Clients;
using Gateway.Tests.Fakes;

namespace Gateway.Stress.Soaking;

/// <summary>
/// The product as its own process before five living hubs, with a thousand clients that come, go, dawdle and stall, for an hour: its
/// memory and its descriptors stay what they were.
/// </summary>
internal sealed class SoakRun : IRun
{
    private const int EventsPerSecond = 150;

    private static readonly TimeSpan Default = TimeSpan.FromHours(1);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongEnoughToCut = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan CommandsAreDone = TimeSpan.FromSeconds(20);

    public static string Summary => "the gateway as a process before five hubs and many clients, its memory watched [--clients 1000]";

    public static async Task RunAsync(RunOptions options, Ledger ledger)
    {
        var duration = options.Duration ?? Default;
        LoadHub[] hubs =
        [
            await HomeLoadHub.StartAsync(isLiving: true), await ChatLoadHub.StartAsync(isLiving: true), await DeconzLoadHub.StartAsync(isLiving: true),
            await HomeyLoadHub.StartAsync(isLiving: true), await DiaryLoadHub.StartAsync(isLiving: true),
        ];
        await using var gateway = GatewayProcess.Start(["--urls", "http://127.0.0.1:0"], Settings(hubs));
        await gateway.ListeningAsync();
        using var http = new HttpClient { BaseAddress = gateway.Url };
        await SoonAsync(async () => (await HubsAsync(http)).All(static hub => Is(hub["state"], "online")), "every hub is online");
        var process = GatewayFigures.FindProcess();
        var before = GatewayFigures.Read(process, 0, 0);
        var stage = new Stage(gateway.Url, hubs, ledger, new CommandLog(ledger));
        await using (var crowd = new SoakCrowd(stage, options.Number("clients", 1_000), options.Seed))
        {
            await crowd.ConnectAsync();
            await Eventually.TrueAsync(() => crowd.All.All(static actor => actor.Witnesses.All(static witness => witness.IsWhole)), "every client's topics are live");
            ledger.Say($"{crowd.All.Count} clients are live; the gateway had {before.Resident / 1_000_000} MB and {before.Descriptors} descriptors before");
            await LiveAsync(options with { Duration = duration }, stage, crowd, new SoakTable(ledger, crowd, http, process, duration), http);
            await ConcludeAsync(stage, crowd);
        }

        await EmptyAsync(ledger, hubs, http, process, before);
        stage.Commands.Conclude();
        var errors = gateway.Output.Where(static line => line.Contains(" fail: ", StringComparison.Ordinal) || line.Contains(" crit: ", StringComparison.Ordinal)).ToArray();
        ledger.Check(errors.Length == 0, "No Error was logged", string.Join(Environment.NewLine, errors.Take(3)));
        foreach (var hub in hubs)
        {
            await hub.DisposeAsync();
        }
    }

    private static async Task LiveAsync(RunOptions options, Stage stage, SoakCrowd crowd, SoakTable table, HttpClient http)
    {
        var duration = options.Duration!.Value;
        var random = new Random(options.Seed);
        using var stopping = new CancellationTokenSource();
        var troubles = new Troubles(stage, http, crowd.SteadyOnes, random.Next(), duration / 4 < LongestPause ? duration / 4 : LongestPause);
        Task[] work =
        [
            FeedAsync(stage.Hubs, new Random(random.Next()), stopping.Token), crowd.LiveAsync(random, stopping.Token), troubles.RunAsync(stopping.Token),
            table.RunAsync(stopping.Token), LookAtCommandsAsync(stage.Commands, stopping.Token),
        ];

        // Whatever ends before its time has failed, and is told below.
        await Task.WhenAny([Task.Delay(duration, TimeProvider.System, CancellationToken.None), .. work]);
        await stopping.CancelAsync();
        await Task.WhenAll(work);
        stage.Ledger.Count("hubs in trouble", troubles.Count);
        stage.Ledger.Count("stalled clients cut off", crowd.Cut);
        stage.Ledger.Check(crowd.Cut > 0 || duration < LongEnoughToCut, "Who takes nothing is cut off");
        table.Judge();
    }

    /// <summary>The same number in each second, most of it from Home Assistant and little from the diary.</summary>
    private static async Task FeedAsync(IReadOnlyList<LoadHub> hubs, Random random, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Tick, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                for (var count = (int)(EventsPerSecond * Tick.TotalSeconds); count > 0; count--)
                {
                    var hub = hubs[random.Next(100) switch { < 50 => 0, < 72 => 1, < 92 => 2, < 98 => 3, _ => 4 }];
                    hub.Fire(random.Next(hub.Sources.Count));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    /// <summary>While the hubs still know of them: they remember the newest only.</summary>
    private static async Task LookAtCommandsAsync(CommandLog commands, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(CommandsAreDone, TimeProvider.System);
        var done = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                commands.Conclude(done);
                done = commands.Newest;
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private static async Task ConcludeAsync(Stage stage, SoakCrowd crowd)
    {
        crowd.Hurry();
        await Eventually.TrueAsync(() => crowd.All.All(static actor => actor.Witnesses.All(static witness => witness.IsWhole)), "every client's topics are live");
        foreach (var hub in stage.Hubs)
        {
            for (var source = 0; source < hub.Sources.Count; source++)
            {
                hub.Fire(source);
            }
        }

        var began = TimeProvider.System.GetTimestamp();
        while (!crowd.All.All(static actor => actor.Witnesses.All(static witness => witness.HasTheTruth)) && TimeProvider.System.GetElapsedTime(began) < Eventually.Limit)
        {
            await Task.Delay(Tick, TimeProvider.System, CancellationToken.None);
        }

        foreach (var actor in crowd.All)
        {
            actor.Conclude();
            actor.Verdicts.Close();
            await actor.LeaveAsync(isPolite: true);
        }
    }

    private static async Task EmptyAsync(Ledger ledger, IReadOnlyList<LoadHub> hubs, HttpClient http, int process, GatewayFigures before)
    {
        foreach (var hub in hubs)
        {
            await CheckSoonAsync(ledger, async () => JsonNode.Parse(await http.GetStringAsync($"/api/hubs/{hub.Name}/subscriptions").Soon())!.AsArray().Count == 0, $"The registry of {hub.Name} is empty");
            await CheckSoonAsync(ledger, () => Task.FromResult(hub.Asks.Count == 0), $"{hub.Name} is asked for nothing");
            ledger.Check(hub.OpenConnections == 1, "One session to each hub", $"{hub.Name} has {hub.OpenConnections}");
        }

        await CheckSoonAsync(ledger, () => Task.FromResult(GatewayFigures.Read(process, 0, 0).Descriptors <= before.Descriptors + 5), "The clients' descriptors are given back");
    }

    private static async Task CheckSoonAsync(Ledger ledger, Func<Task<bool>> condition, string name)
    {
        try
        {
            await SoonAsync(condition, name);
            ledger.Check(true, name);
        }
        catch (TimeoutException exception)
        {
            ledger.Check(false, name, exception.Message);
        }
    }

    private static async Task SoonAsync(Func<Task<bool>> condition, string name)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Eventually.Limit)
            {
                throw new TimeoutException($"Waited {Eventually.Limit.TotalSeconds:0} s in vain: {name}");
            }

            await Task.Delay(Tick, TimeProvider.System, CancellationToken.None);
        }
    }

    private static bool Is(JsonNode? node, string text) => string.Equals(node?.GetValue<string>(), text, StringComparison.Ordinal);

    private static async Task<IEnumerable<JsonNode>> HubsAsync(HttpClient http) =>
        JsonNode.Parse(await http.GetStringAsync("/api/hubs").Soon())!.AsArray().Select(static hub => hub!);

    /// <summary>The hubs, and what deploy/ sets for the C library: its arenas would grow for an hour.</summary>
    private static Dictionary<string, string> Settings(IEnumerable<LoadHub> hubs) =>
        hubs.SelectMany(static hub => hub.Entry.Select(entry => (Key: $"Gateway__Hubs__{hub.Name}__{entry.Key.Replace(":", "__", StringComparison.Ordinal)}", entry.Value)))
            .Append((Key: "MALLOC_ARENA_MAX", Value: "2"))
            .ToDictionary(static row => row.Key, static row => row.Value, StringComparer.Ordinal);
}
