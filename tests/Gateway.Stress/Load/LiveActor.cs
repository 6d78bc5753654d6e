using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Stress.Load.Hubs;
using Gateway.Stress.Load.Lines;
using Gateway.Stress.Load.Oracle;
using Gateway.Tests.Fakes;

namespace Gateway.Stress.Load;

/// <summary>A SignalR client: it subscribes and unsubscribes, commands, stalls, leaves and comes back, with its cursor or without.</summary>
/// <param name="stage">Where it acts.</param>
/// <param name="name">For the report.</param>
/// <param name="seed">Of its chances.</param>
/// <param name="isRated">Whether it asks for everything with a highest rate.</param>
/// <param name="isSteady">Whether it holds everything and only reads: the pace of the run is its own.</param>
internal sealed class LiveActor(Stage stage, string name, int seed, bool isRated = false, bool isSteady = false) : Actor(stage, name, seed)
{
    private readonly Dictionary<LoadHub, Memory> _memories = [];
    private Dictionary<string, Witness> _witnesses = [];
    private LiveLine? _line;

    public override IReadOnlyList<Witness> Witnesses => [.. _witnesses.Values];

    public override string? Broken => _line?.Broken;

    public LiveLine Line => _line ?? throw new InvalidOperationException("It is not connected.");

    public override async Task ConnectAsync()
    {
        var witnesses = Stage.Hubs.ToDictionary(
            static hub => hub.Name, hub => new Witness(hub, Verdicts, _memories.GetValueOrDefault(hub), isRated), StringComparer.Ordinal);
        var hubs = witnesses.Values.ToArray();
        _line = await LiveLine.ConnectAsync(Stage.Gateway, (kind, payload, id) => Hear(hubs, kind, payload, id), isSteady ? 256 * 1024 : 32 * 1024);
        _witnesses = witnesses;
        if (isSteady)
        {
            foreach (var hub in Stage.Hubs)
            {
                await SubscribeAsync(hub, hub.Topics);
            }
        }
    }

    public override void Hurry() => _line?.Pace.Hurry();

    public override async Task LeaveAsync(bool isPolite)
    {
        if (_line is not { } line)
        {
            return;
        }

        await (isPolite ? line.CloseAsync() : line.DisposeAsync().AsTask());
        _line = null;
        foreach (var witness in _witnesses.Values)
        {
            if (witness.Remember() is { } memory)
            {
                _memories[witness.Hub] = memory;
            }
        }

        Count(_witnesses.Values);
        _witnesses = [];
    }

    protected override async Task ActAsync()
    {
        var hub = AnyHub();
        switch (isSteady ? -1 : Random.Next(100))
        {
            case < 0:
                break;
            case < 34:
                Stage.Act("subscribe");
                await SubscribeAsync(hub, AnyTopics(hub, 3));
                break;
            case < 56:
                await UnsubscribeAsync(hub);
                break;
            case < 64:
                await CommandAsync(hub);
                break;
            case < 72:
                Stage.Act("stall");
                Line.Pace.Stall(Moment(700));
                break;
            case < 76:
                Stage.Act("read slowly");
                Line.Pace.Slow(Moment(900));
                break;
            case < 79:
                await AskForNonsenseAsync(hub);
                break;
            case < 83:
                await ComeAnewAsync();
                break;
            default:
                await ResumeAsync();
                break;
        }
    }

    /// <summary>Goes away, forgets everything and comes back.</summary>
    public async Task ComeAnewAsync()
    {
        Stage.Act("come anew");
        await LeaveAsync(Random.Next(2) == 0);
        _memories.Clear();
        await ConnectAsync();
    }

    private static void Hear(Witness[] witnesses, string kind, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> id)
    {
        if (kind is "hub")
        {
            return;
        }

        var hub = EventBytes.HubOf(payload);
        foreach (var witness in witnesses)
        {
            if (Ascii.Equals(hub, witness.Hub.Name))
            {
                witness.Hear(kind, payload, id);
            }
        }
    }

    /// <summary>Goes away, and comes back with its cursors.</summary>
    public async Task ResumeAsync()
    {
        var isPolite = Random.Next(3) == 0;
        Stage.Act(isPolite ? "leave and resume" : "be cut and resume");
        await LeaveAsync(isPolite);
        await Task.Delay(Moment(400), TimeProvider.System, CancellationToken.None);
        await ConnectAsync();
        foreach (var (hub, memory) in _memories)
        {
            var topics = memory.Topics.Where(_ => Random.Next(5) > 0).ToArray();
            if (topics.Length > 0)
            {
                await SubscribeAsync(hub, topics, memory.Cursor);
            }
        }
    }

    /// <summary>Those of the topics that it does not hold yet.</summary>
    public async Task SubscribeAsync(LoadHub hub, IReadOnlyList<string> topics, string? cursor = null)
    {
        var witness = _witnesses[hub.Name];
        var asked = topics.Except(witness.Held, StringComparer.Ordinal).ToArray();
        if (asked.Length == 0)
        {
            return;
        }

        witness.Asking(asked, isResume: cursor is not null);
        var request = new JsonObject { ["hub"] = hub.Name, ["topics"] = new JsonArray([.. asked.Select(static topic => JsonValue.Create(topic))]), ["cursor"] = cursor };
        if (isRated)
        {
            request["maxRate"] = 5 + Random.Next(20);
        }

        if (await CallAsync("Subscribe", request) is { } answer)
        {
            var states = answer["result"]?["topics"]?.AsArray().Select(static row => row!["state"]!.GetValue<string>()).ToArray() ?? [];
            Stage.Ledger.Check(states.Length == asked.Length && states.All(static state => state is "live" or "pending"), "Subscribe is answered for each topic", answer.ToJsonString());
        }
    }

    /// <summary>Half of what it holds of the hub.</summary>
    public async Task UnsubscribeAsync(LoadHub hub)
    {
        var witness = _witnesses[hub.Name];
        var topics = witness.Held.Where(_ => Random.Next(2) == 0).ToArray();

        // Only what is live and at rest: else a word about the former time could not be told from one about the next.
        if (topics.Length == 0 || hub.IsTroubled || !witness.IsWhole || Line.Pace.IsHindered)
        {
            return;
        }

        Stage.Act("unsubscribe");
        witness.Leaving(topics);
        var request = new JsonObject { ["hub"] = hub.Name, ["topics"] = new JsonArray([.. topics.Select(static topic => JsonValue.Create(topic))]) };
        if (await CallAsync("Unsubscribe", request, () => witness.Left(topics)) is { } answer)
        {
            var dropped = answer["result"]?.AsArray().Select(static topic => topic!.GetValue<string>()).ToHashSet(StringComparer.Ordinal) ?? [];
            Stage.Ledger.Check(dropped.SetEquals(topics), "Unsubscribe answers what was held", answer.ToJsonString());
        }
    }

    private async Task AskForNonsenseAsync(LoadHub hub)
    {
        Stage.Act("ask for nonsense");
        var isRequest = Random.Next(2) == 0;
        var request = isRequest ? new JsonObject { ["hub"] = "nobody", ["topics"] = new JsonArray("x") } : new JsonObject { ["hub"] = hub.Name, ["topics"] = new JsonArray("") };
        if (await CallAsync("Subscribe", request) is { } answer)
        {
            var isRefused = isRequest ? answer["error"] is not null : answer["result"]?["topics"]?[0]?["state"]?.GetValue<string>() is "refused";
            Stage.Ledger.Check(isRefused, "Nonsense is refused", answer.ToJsonString());
        }
    }

    public async Task CommandAsync(LoadHub hub)
    {
        Stage.Act("command");
        var number = Stage.Commands.Begin(hub);
        var (command, args) = hub.Command(number);
        var request = new JsonObject { ["hub"] = hub.Name, ["name"] = command, ["args"] = JsonNode.Parse(args) };
        var chance = Random.Next(10);
        if (chance < 2)
        {
            request["wait"] = false;
        }
        else if (chance < 5)
        {
            request["idempotencyKey"] = number.ToString(CultureInfo.InvariantCulture);
        }
        else if (chance < 6)
        {
            request["timeoutMs"] = 1 + Random.Next(20);
        }

        if (await CallAsync("Command", request) is { } answer)
        {
            var outcome = Stage.Commands.End(number, answer);
            if (request["idempotencyKey"] is not null && outcome is not ("offline" or "limited") && await CallAsync("Command", request) is { } again)
            {
                Stage.Commands.End(number, again);
            }
        }
    }

    /// <summary>Null where the line ended before the answer.</summary>
    private async Task<JsonObject?> CallAsync(string method, JsonObject request, Action? heard = null)
    {
        try
        {
            return await Line.CallAsync(method, JsonSerializer.Serialize(request), heard).Soon();
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
