using System.Text.Json.Nodes;
using Gateway.Tests.Contract;
using Gateway.Tests.EndToEnd;

namespace Gateway.Stress.Chaos;

/// <summary>One case under way: the product, its hub, and three clients, one of which will stay away and come back with its cursor.</summary>
internal sealed partial class Stage : IAsyncDisposable
{
    private readonly List<ChaosHub> _more = [];
    private readonly List<ChaosClient> _clients = [];
    private readonly HashSet<int> _ports = [];
    private readonly Ledger _ledger;
    private int _number;

    private Stage(string name, ChaosHub hub, HubHost host, Random random, Ledger ledger)
    {
        _ledger = ledger;
        Name = name;
        Hub = hub;
        Host = host;
        Random = random;
        _ports.Add(hub.Url.Port);
        _ports.Add(host.Http.BaseAddress!.Port);
    }

    public string Name { get; }

    public ChaosHub Hub { get; }

    public HubHost Host { get; }

    public Random Random { get; }

    public SseChaosClient First { get; private set; } = null!;

    public LiveChaosClient Second { get; private set; } = null!;

    /// <summary>Has left, and comes back at the end.</summary>
    public SseChaosClient Away { get; private set; } = null!;

    /// <summary>How many Error lines the scenario announces.</summary>
    public int ExpectedErrors { get; set; }

    /// <summary>How often the scenario has run <see cref="ChaosHub.Command"/> at most.</summary>
    public int MayHaveExecuted { get; set; }

    public string[] Topics => [Hub.Topic, Hub.Neighbour];

    private IEnumerable<ChaosClient> Staying => [First, Second];

    public static async Task<Stage> OpenAsync(ChaosCase chaos, Random random, Ledger ledger)
    {
        var hub = await chaos.StartHubAsync();
        var settings = new JsonObject { ["Subscriptions"] = new JsonObject { ["Linger"] = "00:00:00.300" } };
        var stage = new Stage(chaos.Name, hub, HubHost.Start(hub.Entry, settings: settings), random, ledger);
        // What the log says, and what it must not, is checked here by name.
        stage.Host.ErrorsAreExpected = true;
        await stage.Host.UntilAsync("online");
        stage.First = await stage.OpenAsync("first", stage.Topics);
        stage.Second = await LiveChaosClient.OpenAsync(stage.Host.Http.BaseAddress!, "home", "second", stage.Topics);
        stage._clients.Add(stage.Second);
        stage.Away = await stage.OpenAsync("away", stage.Topics);
        await stage.HoldsAsync("every client is live at the start", () => stage.First.IsLive && stage.Second.IsLive && stage.Away.IsLive && stage.Away.LastId is not null);
        await stage.RaiseAsync(2);
        await stage.HoldsAsync("events come at the start", () => stage._clients.TrueForAll(client => client.Numbers(hub, 1).Count == 2));
        await stage.Away.DisposeAsync();
        return stage;
    }

    public bool Check(bool holds, string rule, string detail = "") => _ledger.Check(holds, $"{Name}: {rule}", detail);

    /// <summary>A check that has time to become true.</summary>
    public Task<bool> HoldsAsync(string rule, Func<bool> condition, Func<string>? detail = null) => HoldsAsync(rule, () => Task.FromResult(condition()), detail);

    public async Task<bool> HoldsAsync(string rule, Func<Task<bool>> condition, Func<string>? detail = null)
    {
        var holds = await Patience.UntilAsync(condition);
        return Check(holds, rule, holds ? "" : detail?.Invoke() ?? $"first: {First?.Tail}; second: {Second?.Tail}");
    }

    /// <summary>Waits until the hub has one of these states.</summary>
    public async Task<JsonObject> StateAsync(params string[] states)
    {
        var status = new JsonObject();
        var came = await Patience.UntilAsync(async () =>
        {
            status = await StatusAsync();
            return states.Contains(status["state"]!.GetValue<string>(), StringComparer.Ordinal);
        });
        Check(came, $"the hub becomes {string.Join(" or ", states)}", came ? "" : status.ToJsonString());
        return status;
    }

    public async Task<JsonObject> StatusAsync(string hub = "home") => JsonNode.Parse(await Host.Http.GetStringAsync(new Uri($"/api/hubs/{hub}", UriKind.Relative)))!.AsObject();

    /// <summary>Events one after the other, with numbers that no other event of the case has.</summary>
    public async Task RaiseAsync(int count)
    {
        for (var index = 0; index < count; index++)
        {
            await Hub.RaiseAsync(++_number);
        }
    }

    /// <summary>Goes on with numbers that nothing a hub sends has by chance.</summary>
    public void SkipNumbers() => _number += 1_000_000;

    public async Task<(string Status, JsonObject Body)> CommandAsync(ContractCommand command, int timeoutMs = 10_000)
    {
        MayHaveExecuted++;
        var (code, body, _) = await Host.CommandAsync(command, timeoutMs);
        return ((int)code == 200 ? "ok" : body["type"]?.GetValue<string>()["urn:gateway:".Length..] ?? "", body);
    }

    public async Task<SseChaosClient> OpenAsync(string name, string[] topics, string? lastId = null, string hub = "home")
    {
        var client = await SseChaosClient.OpenAsync(Host.Http, hub, name, topics, lastId);
        _clients.Add(client);
        return client;
    }

    /// <summary>Another hub of the case, disposed with it.</summary>
    public ChaosHub Own(ChaosHub hub)
    {
        _more.Add(hub);
        _ports.Add(hub.Url.Port);
        return hub;
    }

    /// <summary>A random moment within so many milliseconds.</summary>
    public Task MomentAsync(int within) => Patience.WaitAsync(Random.Next(within + 1));

    public async Task KillAndRestartAsync(int awayMs)
    {
        await Hub.KillAsync();
        await MomentAsync(awayMs);
        await Hub.RestartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        var secrets = new[] { Hub }.Concat(_more).Select(static hub => hub.Secret).OfType<string>().ToArray();
        foreach (var client in _clients)
        {
            await DisposeOnceAsync(client);
            Check(!client.Log.Any(heard => secrets.Any(secret => heard.Body.ToJsonString().Contains(secret, StringComparison.Ordinal))), $"no secret was sent to {client.Name}");
        }

        var errors = Host.Log.Errors.ToArray();
        Check(errors.Length == ExpectedErrors, "no Error line but the announced", $"{errors.Length}, announced {ExpectedErrors}: {string.Join(Environment.NewLine, errors)}");
        Check(!Host.Log.Lines.Any(line => secrets.Any(secret => line.Text.Contains(secret, StringComparison.Ordinal))), "no secret stands in the log");
        await ClosingAsync();
        await Hub.DisposeAsync();
        foreach (var hub in _more)
        {
            await hub.DisposeAsync();
        }

        await HoldsAsync("no socket is left behind", () => OwnSockets.Count(_ports) == 0, () => $"{OwnSockets.Count(_ports)} at ports {string.Join(' ', _ports)}");
    }

    private static async Task DisposeOnceAsync(ChaosClient client)
    {
        if (client.End is null)
        {
            await client.DisposeAsync();
        }
    }

    /// <summary>Stops the product, which fails where an answer told a secret.</summary>
    private async Task ClosingAsync()
    {
        try
        {
            await Host.DisposeAsync();
            Check(holds: true, "the product stops, and no answer told a secret");
        }
        catch (Exception exception) when (exception is Shouldly.ShouldAssertException or TimeoutException)
        {
            Check(holds: false, "the product stops, and no answer told a secret", exception.Message);
        }
    }
}
