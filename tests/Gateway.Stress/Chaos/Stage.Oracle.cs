using System.Text.Json.Nodes;

namespace Gateway.Stress.Chaos;

/// <content>What must hold after every case.</content>
internal sealed partial class Stage
{
    private const int LastEvents = 5;

    /// <summary>Heals, and checks every promise that a lost, slow or hostile hub could have broken.</summary>
    public async Task SettleAsync()
    {
        // First at the hub: the product may still be reading what a session that was cut had sent, and call it online.
        var open = -1;
        await HoldsAsync("one session is open at the hub", async () => (open = await Hub.OpenSessionsAsync()) == 1, () => $"{open} are open");
        await StateAsync("online");
        await CheckRowsAsync();
        await HoldsAsync("every topic is live at every client", () => Staying.All(static client => client.IsLive));
        await CatchUpAsync();
        var from = _number + 1;
        await RaiseAsync(LastEvents);
        int[] wanted = [.. Enumerable.Range(from, LastEvents)];
        foreach (var client in Staying)
        {
            await CheckNumbersAsync(client, from, wanted, "events after healing come once and in order");
        }

        await CheckReturnAsync(from, wanted);
        foreach (var client in Staying)
        {
            var places = client.Log.Where(static heard => heard.HasHappened).Select(static heard => heard.Sequence).ToArray();
            Check(places.Zip(places.Skip(1)).All(static pair => pair.First < pair.Second), $"{client.Name} was told nothing twice and nothing out of order", client.Tail);
            Check(client.End is null, $"{client.Name} is still connected", client.End ?? "");
            _ledger.Count("events seen", places.Length);
        }

        await CheckHubAsync();
    }

    /// <summary>A flood may still be under way to a client, and of what happens in a flood the newest counts: that one always comes.</summary>
    private async Task CatchUpAsync()
    {
        await RaiseAsync(1);
        await HoldsAsync("the newest event comes to every client", () => Staying.All(client => client.Numbers(Hub, _number).Contains(_number)));
    }

    private async Task CheckRowsAsync()
    {
        var rows = new JsonArray();
        await HoldsAsync(
            "the registry holds each topic once, live",
            async () =>
            {
                rows = JsonNode.Parse(await Host.Http.GetStringAsync(new Uri("/api/hubs/home/subscriptions", UriKind.Relative)))!.AsArray();
                return rows.Count == Topics.Length && rows.All(static row => row!["state"]!.GetValue<string>() is "live");
            },
            () => rows.ToJsonString());
    }

    private async Task CheckNumbersAsync(ChaosClient client, int from, int[] wanted, string rule)
    {
        await Patience.UntilAsync(() => client.Numbers(Hub, from).Contains(wanted[^1]) || client.End is not null);
        var numbers = client.Numbers(Hub, from);
        Check(numbers.SequenceEqual(wanted), $"{rule} at {client.Name}", $"[{string.Join(' ', numbers)}] for [{string.Join(' ', wanted)}]; {client.Tail}");
    }

    /// <summary>The client that stayed away comes back: nothing is missing, or it is told so.</summary>
    private async Task CheckReturnAsync(int from, int[] wanted)
    {
        var cursor = Away.LastId!;
        var back = await OpenAsync("the one that was away", Topics, cursor);
        await HoldsAsync("the one that was away is live again", () => back.IsLive, () => back.Tail);
        var log = back.Log;
        foreach (var topic in Topics)
        {
            var place = log.Select(static (heard, index) => (heard, index)).First(pair => pair.heard.IsLive(topic)).index;
            var isRecovered = log[place].Body["recovered"]?.GetValue<bool>();
            // Events of a pattern come on concrete topics, so what came before its 'live' is all that can be judged of it.
            bool IsOf(Heard heard) => heard.HasHappened && (string.Equals(heard.Topic, topic, StringComparison.Ordinal) || (topic.Contains('*', StringComparison.Ordinal) && heard.Topic!.StartsWith(topic[..topic.IndexOf('*', StringComparison.Ordinal)], StringComparison.Ordinal)));
            var replayed = log.Take(place).Where(IsOf).Select(static heard => heard.Sequence).ToArray();
            var missed = First.Log.Where(IsOf).Select(static heard => heard.Sequence).Where(sequence => sequence > Heard.SequenceOf(cursor) && sequence <= log[place].Sequence).ToArray();
            Check(isRecovered is not null, $"a resume of '{topic}' is told recovered or not", log[place].Body.ToJsonString());
            Check(
                isRecovered is true ? missed.All(replayed.Contains) : replayed.Length == 0,
                isRecovered is true ? $"recovered '{topic}' misses nothing" : $"'{topic}', not recovered, is no partial replay",
                $"recovered {isRecovered}, replayed {replayed.Length}, missed {missed.Length}, since {cursor}; {back.Tail}");
            _ledger.Count(isRecovered is true ? "topics recovered" : "topics not recovered");
        }

        await RaiseAsync(LastEvents);
        int[] more = [.. Enumerable.Range(wanted[^1] + 1, LastEvents)];
        await CheckNumbersAsync(back, more[0], more, "events after the return come once and in order");
        foreach (var client in Staying)
        {
            await CheckNumbersAsync(client, from, [.. wanted, .. more], "events around the return come once and in order");
        }
    }

    private async Task CheckHubAsync()
    {
        var open = -1;
        // One that was given up without a word ends at the hub when the hub's own patience does.
        await HoldsAsync("one session is left at the hub", async () => (open = await Hub.OpenSessionsAsync()) == 1, () => $"{open} are open");
        var asks = (Standing: -1, Wanted: 0);
        await HoldsAsync("the hub is asked once for each topic", async () => (asks = await Hub.AsksAsync()) is var (standing, wanted) && standing == wanted, () => $"{asks.Standing} asks stand");
        var before = await Hub.ExecutedAsync();
        var allowed = MayHaveExecuted;
        var (status, body) = await CommandAsync(Hub.Command);
        Check(status is "ok", "a command works at the end", body.ToJsonString());
        var executed = await Hub.ExecutedAsync();
        Check(executed == before + 1, "that command runs once", $"{executed - before} times");
        Check(!Hub.HasLastingCounts || executed <= allowed + 1, "no command ran twice", $"{executed} of {allowed + 1}");
    }
}
