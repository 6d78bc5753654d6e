using System.Collections.Concurrent;

namespace Gateway.Stress.Chaos.Scenarios;

/// <summary>Commands whose hub dies, hangs or answers when nobody waits any more.</summary>
internal static class CommandScenarios
{
    private const int Callers = 3;

    public static async Task KilledInACommandAsync(Stage stage)
    {
        var before = await stage.Hub.HeldExecutedAsync();
        var asked = stage.CommandAsync(stage.Hub.HoldCommand(), 15_000);
        await stage.HoldsAsync("the command arrives", async () => await stage.Hub.HeldExecutedAsync() == before + 1);
        await stage.Hub.KillAsync();
        var (status, body) = await asked;
        stage.Check(status is "unknown", "a command whose hub dies is unknown", body.ToJsonString());
        await stage.Hub.RestartAsync();
        stage.Hub.ReleaseAnswers();
        await stage.StateAsync("online");
        var after = await stage.Hub.HeldExecutedAsync();
        stage.Check(after == (stage.Hub.HasLastingCounts ? before + 1 : 0), "a command whose hub died is not sent again", $"{after} after {before}");
    }

    public static async Task CutBeforeTheAnswerAsync(Stage stage)
    {
        var hub = ((DemoChaosHub)stage.Hub).Inner;
        hub.CutBeforeAnswer();
        var before = hub.Executed;
        var (status, body) = await stage.CommandAsync(hub.Command);
        stage.Check(status is "unknown", "a command whose line is cut is unknown", body.ToJsonString());
        stage.Check(hub.Executed == before + 1, "a command whose line is cut ran once", $"{hub.Executed - before} times");
    }

    public static async Task AnswersLateAsync(Stage stage)
    {
        var before = await stage.Hub.HeldExecutedAsync();
        var command = stage.Hub.HoldCommand();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => stage.CommandAsync(command, 1_000)));
        stage.Check(outcomes.All(static outcome => outcome.Status is "timeout"), "commands that are not answered time out", string.Join(' ', outcomes.Select(static outcome => outcome.Body.ToJsonString())));
        stage.Hub.ReleaseAnswers();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            var (status, body) = await stage.CommandAsync(stage.Hub.Command);
            stage.Check(status is "ok", "late answers reach nobody else", body.ToJsonString());
        }));
        await stage.MomentAsync(1_500);
        var own = stage.Hub.HasLastingCounts ? 2 * Callers : Callers;
        stage.Check(await stage.Hub.HeldExecutedAsync() == before + own, "commands that timed out ran once each", $"{await stage.Hub.HeldExecutedAsync() - before}");
    }

    /// <summary>Outcomes are truthful: what is ok has run, what is offline has not, and nothing runs twice.</summary>
    public static async Task CommandsWhileItDiesAsync(Stage stage)
    {
        var hub = ((DemoChaosHub)stage.Hub).Inner;
        var before = hub.Executed;
        var outcomes = new ConcurrentBag<string>();
        var callers = Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            for (var round = 0; round < 10; round++)
            {
                outcomes.Add((await stage.CommandAsync(hub.Command, 3_000)).Status);
                await Patience.WaitAsync(50 + (caller * 17));
            }
        }));
        for (var round = 0; round < 2; round++)
        {
            await stage.MomentAsync(250);
            await stage.KillAndRestartAsync(200);
        }

        await callers;
        var (ran, ok) = (hub.Executed - before, outcomes.Count(static outcome => outcome is "ok"));
        var doubtful = outcomes.Count(static outcome => outcome is "unknown" or "timeout");
        var told = string.Join(' ', outcomes.GroupBy(static outcome => outcome, StringComparer.Ordinal).Select(static group => $"{group.Key} {group.Count()}"));
        stage.Check(ran >= ok && ran <= ok + doubtful, "what is ok has run, what is offline has not", $"{ran} ran: {told}");
        stage.Check(outcomes.All(static outcome => outcome is "ok" or "unknown" or "offline" or "timeout" or "limited"), "a dying hub's commands end in an outcome of the list", told);
    }
}
