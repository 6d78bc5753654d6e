using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Gateway.Stress.Load.Hubs;

namespace Gateway.Stress.Load;

/// <summary>What was commanded and what was answered, to be held against what the hubs have seen.</summary>
internal sealed class CommandLog(Ledger ledger)
{
    private readonly ConcurrentDictionary<int, (LoadHub Hub, string? Outcome)> _commands = new();
    private int _last;

    /// <summary>The newest command's number.</summary>
    public int Newest => Volatile.Read(ref _last);

    /// <summary>Takes a number for a command that is about to be sent.</summary>
    public int Begin(LoadHub hub)
    {
        var number = Interlocked.Increment(ref _last);
        _commands[number] = (hub, null);
        return number;
    }

    /// <summary>The record that answered it.</summary>
    public string End(int number, JsonObject answer)
    {
        var outcome = answer["result"]?["status"]?.GetValue<string>() ?? "fault";
        ledger.Check(outcome is not "fault", "A command is answered with an outcome", answer.ToJsonString());
        if (!_commands.TryGetValue(number, out var known))
        {
            // So late that it was concluded without its answer.
            ledger.Count("commands answered after their end");
            return outcome;
        }

        var (hub, before) = known;
        ledger.Check(before is null or "limited" or "offline" or "expired" || string.Equals(before, outcome, StringComparison.Ordinal), "A key asked again has the first outcome", $"{before}, then {outcome}");
        _commands.TryUpdate(number, (hub, outcome), known);
        return outcome;
    }

    /// <summary>Checks what has come to its end, and forgets it: <c>ok</c> is once, what was not sent is never, and the rest is once at most.</summary>
    /// <param name="upTo">The newest number that is old enough. Default: all.</param>
    public void Conclude(int upTo = int.MaxValue)
    {
        var concluded = _commands.Where(row => row.Key <= upTo).ToArray();
        var executed = concluded.Select(static row => row.Value.Hub).Distinct().ToDictionary(static hub => hub, static hub => hub.Executed());
        foreach (var (number, (hub, outcome)) in concluded)
        {
            var times = executed[hub].GetValueOrDefault(number);
            var holds = outcome switch
            {
                "ok" => times == 1,
                "limited" or "offline" or "expired" or "invalid" => times == 0,
                "sent" or "timeout" or "unknown" or "rejected" or null => times <= 1,
                _ => false,
            };
            ledger.Check(holds, "A command runs once where it is said, and never twice", $"{hub.Name} {number} was answered {outcome ?? "nothing"} and ran {times} times");
            ledger.Count($"commands {outcome ?? "without an answer"}");
            _commands.TryRemove(number, out _);
        }
    }
}
