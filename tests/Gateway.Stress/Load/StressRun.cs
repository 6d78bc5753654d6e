using Gateway.Delivery;
using Gateway.Events;
using Gateway.Stress.Load.Hubs;
using Gateway.Stress.Load.Oracle;
using Gateway.Subscriptions;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Stress.Load;

/// <summary>
/// The whole product over real sockets, in front of three kinds of hubs which are taken away now and then, and many clients that
/// live by chance; every delivery is held against an oracle, and in the end everything must have been given back.
/// </summary>
internal sealed class StressRun : IRun
{
    private const int Steady = 3;
    private const int FallBehind = 3;
    private const int LeastDeliveries = 10_000;
    private const int LeastActions = 100;

    /// <summary>A shorter run may miss what is rare.</summary>
    private static readonly TimeSpan LongEnoughForAll = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(20);

    public static string Summary => "random clients and hubs that go away, each delivery held against an oracle [--clients 40]";

    public static async Task RunAsync(RunOptions options, Ledger ledger)
    {
        // Thousands of lines of audit would hide what this run has to say; the checks look at the log itself.
        Environment.SetEnvironmentVariable("Logging__Console__LogLevel__Default", "None");

        // Once through, so that what the runtime keeps for itself is there before anything is counted.
        await PlayAsync(options with { Duration = TimeSpan.FromSeconds(1) }, 4, new Ledger(TextWriter.Null));
        using var counters = new Counters();
        var duration = options.Duration ?? Default;
        var (deliveries, actions) = await PlayAsync(options with { Duration = duration }, options.Number("clients", 40), ledger);
        await counters.CheckAsync(ledger);
        foreach (var rule in Enum.GetValues<Rule>().Where(_ => duration >= LongEnoughForAll))
        {
            ledger.Check(ledger.Counted(Verdicts.CountOf(rule)) > 0, $"Rule {rule} was put to the test");
        }

        ledger.Check(deliveries >= LeastDeliveries * duration.TotalSeconds, "At least 10,000 deliveries a second were checked", $"{deliveries} in {duration.TotalSeconds} s");
        ledger.Check(actions >= LeastActions * duration.TotalSeconds, "At least 100 random actions a second were done", $"{actions} in {duration.TotalSeconds} s");
    }

    private static async Task<(long Deliveries, long Actions)> PlayAsync(RunOptions options, int clients, Ledger ledger)
    {
        await using var chat = await ChatLoadHub.StartAsync();
        await using var deconz = await DeconzLoadHub.StartAsync();
        await using var host = await StartAsync(chat, deconz);

        // They are a check of their own.
        host.ErrorsAreExpected = true;
        var stage = new Stage(host.Url, [HomeLoadHub.Of(host.Home), chat, deconz], ledger, new CommandLog(ledger));
        foreach (var hub in stage.Hubs)
        {
            await UntilOnlineAsync(host, hub.Name);
        }

        var steady = Enumerable.Range(0, Steady).Select(index => (Actor)new LiveActor(stage, $"steady {index}", options.Seed + index, isSteady: true)).ToArray();
        var others = Enumerable.Range(Steady, clients).Select(index => Make(stage, options.Seed, index)).ToArray();
        Actor[] all = [.. steady, .. others];
        try
        {
            await ActAsync(options, host, stage, steady, others);
            await ConcludeAsync(stage, all, host);
        }
        finally
        {
            foreach (var actor in all)
            {
                await actor.DisposeAsync();
            }
        }

        await EmptyAsync(host, stage);
        stage.Commands.Conclude();
        ledger.Check(ledger.Counted("commands ok") > 0, "Some commands are ok");
        ledger.Check(!host.Log.Errors.Any(), "No Error was logged", string.Join(Environment.NewLine, host.Log.Errors.Take(3)));
        foreach (var actor in all)
        {
            actor.Verdicts.Close();
        }

        return (ledger.Counted("deliveries checked"), stage.Actions);
    }

    private static Actor Make(Stage stage, int seed, int index) => (index % 8) switch
    {
        0 => new StreamActor(stage, $"reader {index}", seed + (index * 7_919)),
        1 => new LiveActor(stage, $"rated {index}", seed + (index * 7_919), isRated: true),
        _ => new LiveActor(stage, $"client {index}", seed + (index * 7_919)),
    };

    private static async Task ActAsync(RunOptions options, GatewayHost host, Stage stage, Actor[] steady, Actor[] others)
    {
        await Task.WhenAll(steady.Concat(others).Select(static actor => actor.ConnectAsync())).Soon();
        await Eventually.TrueAsync(() => steady.All(static actor => actor.Witnesses.All(static witness => witness.IsWhole)), "the steady clients are live");
        using var stopping = new CancellationTokenSource();
        using var quiet = new CancellationTokenSource();
        var feeder = new Feeder(stage, steady, options.Seed);
        var troubles = new Troubles(stage, host.Http, steady, options.Seed, Pause);
        var feeding = feeder.RunAsync(quiet.Token);
        var troubling = troubles.RunAsync(stopping.Token);
        var living = Task.WhenAll(others.Select(actor => actor.LiveAsync(stopping.Token)));
        await Task.WhenAny(Task.Delay(options.Duration!.Value, TimeProvider.System, CancellationToken.None), troubling, living, feeding);
        await stopping.CancelAsync();
        await troubling;
        await living;
        await FallBehindAsync(stage, others.OfType<LiveActor>().Take(FallBehind));
        foreach (var actor in others)
        {
            actor.Hurry();
        }

        await quiet.CancelAsync();
        await feeding;
        await Eventually.TrueAsync(() => others.All(static actor => actor.Witnesses.All(static witness => witness.IsWhole)), "every client's topics are live");
        feeder.FireAll();
        stage.Ledger.Count("events fired", feeder.Fired);
        stage.Ledger.Count("hubs in trouble", troubles.Count);
    }

    /// <summary>Gaps add up only where the hub was there all the while; that is not left to chance. The first ones ask for no highest rate.</summary>
    private static async Task FallBehindAsync(Stage stage, IEnumerable<LiveActor> actors)
    {
        foreach (var actor in actors)
        {
            await actor.ComeAnewAsync();
            foreach (var hub in stage.Hubs.Where(static hub => hub.IsAllNumbered))
            {
                await actor.SubscribeAsync(hub, hub.Topics);
            }

            await Eventually.TrueAsync(() => actor.Witnesses.All(static witness => witness.IsWhole), "who came anew is live");
            await Task.Delay(Moment, TimeProvider.System, CancellationToken.None);
            actor.Line.Pace.Stall(Moment);
            await Task.Delay(Moment, TimeProvider.System, CancellationToken.None);
        }
    }

    private static async Task ConcludeAsync(Stage stage, Actor[] all, GatewayHost host)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!all.All(static actor => actor.Witnesses.All(static witness => witness.HasTheTruth)) && TimeProvider.System.GetElapsedTime(began) < Eventually.Limit)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }

        foreach (var actor in all)
        {
            actor.Conclude();
        }

        foreach (var hub in stage.Hubs)
        {
            stage.Ledger.Check(hub.OpenConnections == 1, "One session to each hub", $"{hub.Name} has {hub.OpenConnections}");
        }

        await CheckSoonAsync(stage.Ledger, () => host.Service<ClientDirectory>().All.Count == all.Length, "The gateway knows those who are there and no others");
        var isPolite = false;
        foreach (var actor in all)
        {
            await actor.LeaveAsync(isPolite = !isPolite);
        }
    }

    /// <summary>Nobody is there any more: the registry forgets, and the hubs are un-asked.</summary>
    private static async Task EmptyAsync(GatewayHost host, Stage stage)
    {
        await CheckSoonAsync(stage.Ledger, () => host.Service<ClientDirectory>().All.Count == 0, "No client is left in the directory");
        foreach (var hub in stage.Hubs)
        {
            await CheckSoonAsync(stage.Ledger, () => Registered(host, hub.Name).Describe(AllRights.Instance).Count == 0, $"The registry of {hub.Name} is empty");
            await CheckSoonAsync(stage.Ledger, () => hub.Asks.Count == 0, $"{hub.Name} is asked for nothing");
            stage.Ledger.Check(hub.OpenConnections == 1, "One session to each hub", $"{hub.Name} has {hub.OpenConnections}");
        }
    }

    private static async Task CheckSoonAsync(Ledger ledger, Func<bool> condition, string name)
    {
        try
        {
            await Eventually.TrueAsync(condition, name);
            ledger.Check(true, name);
        }
        catch (TimeoutException exception)
        {
            ledger.Check(false, name, exception.Message);
        }
    }

    private static Task UntilOnlineAsync(GatewayHost host, string hub) =>
        Eventually.TrueAsync(() => Registered(host, hub).Status().State is HubState.Online, $"{hub} is online");

    private static HubSubscriptions Registered(GatewayHost host, string hub) =>
        host.Service<SubscriptionRegistry>().TryFind(hub, out var found) ? found : throw new InvalidOperationException($"There is no hub {hub}.");

    /// <summary>Default limits, but that hubs are un-asked soon: so asking and un-asking meet often.</summary>
    private static Task<GatewayHost> StartAsync(params LoadHub[] hubs)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Subscriptions:Linger"] = "00:00:00.2" };
        foreach (var (hub, key, value) in hubs.SelectMany(static hub => hub.Entry.Select(entry => (hub.Name, entry.Key, entry.Value))))
        {
            settings[$"Hubs:{hub}:{key}"] = value;
        }

        return GatewayHost.StartAsync(settings);
    }
}
