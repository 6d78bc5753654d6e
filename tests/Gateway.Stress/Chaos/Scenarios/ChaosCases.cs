namespace Gateway.Stress.Chaos.Scenarios;

/// <summary>Every case there is.</summary>
internal static class ChaosCases
{
    private static readonly IEnumerable<ChaosKind> Refusing = ChaosKind.Demos.Where(static kind => kind.CanRefuse);

    public static IReadOnlyList<ChaosCase> All { get; } =
    [
        .. Of("killed-and-restarted", [.. ChaosKind.All, .. ChaosKind.PollingServers], LossScenarios.KilledAndRestartedAsync),
        .. Of("killed-three-times", ChaosKind.Demos, LossScenarios.KilledThreeTimesAsync),
        .. Of("killed-while-opening", ChaosKind.Demos, LossScenarios.KilledWhileOpeningAsync),
        .. Of("killed-in-a-subscribe", ChaosKind.All, LossScenarios.KilledInASubscribeAsync),
        .. Of("killed-in-a-flood", [.. ChaosKind.Demos, ChaosKind.Servers[0], ChaosKind.Servers[2], ChaosKind.Servers[^1]], LossScenarios.KilledInAFloodAsync),
        .. Of("closed-after-each-login", ChaosKind.Demos, LossScenarios.ClosedAfterEachLoginAsync),
        .. Of("slow-to-come-back", ChaosKind.All, LossScenarios.SlowToComeBackAsync),
        .. Of("clients-come-and-go", ChaosKind.Demos, LossScenarios.ClientsComeAndGoAsync),
        .. Of("reconnects-asked-for", ChaosKind.All, LossScenarios.ReconnectsAskedForAsync),
        .. Of("frozen-for-a-moment", [.. ChaosKind.All, ChaosKind.PollingServers[^1]], FreezeScenarios.FrozenForAMomentAsync),
        .. Of("frozen-for-long", [.. ChaosKind.All, ChaosKind.PollingServers[^1]], FreezeScenarios.FrozenForLongAsync, isImpatient: true),
        .. Of("frozen-then-killed", [.. ChaosKind.Demos, ChaosKind.Servers[^1]], FreezeScenarios.FrozenThenKilledAsync, isImpatient: true),
        .. Of("killed-in-a-command", ChaosKind.All, CommandScenarios.KilledInACommandAsync),
        .. Of("cut-before-the-answer", ChaosKind.Demos, CommandScenarios.CutBeforeTheAnswerAsync),
        .. Of("answers-late", ChaosKind.All, CommandScenarios.AnswersLateAsync),
        .. Of("commands-while-it-dies", ChaosKind.Demos, CommandScenarios.CommandsWhileItDiesAsync),
        .. Of("refuses-credentials", ChaosKind.Demos, RefusalScenarios.RefusesCredentialsAsync),
        .. Of("refuses-a-topic", Refusing, RefusalScenarios.RefusesATopicAsync),
        .. Of("refuses-a-topic-through-a-restart", Refusing, RefusalScenarios.RefusesATopicThroughARestartAsync),
        .. Of("floods", ChaosKind.All, StormScenarios.FloodsAsync),
        .. Of("sends-garbage", ChaosKind.Demos, StormScenarios.SendsGarbageAsync),
        .. Of("sends-mutated-frames", [ChaosKind.Demos[0], ChaosKind.Demos[2]], StormScenarios.SendsMutatedFramesAsync),
        .. Of("entry-changed-in-a-flood", ChaosKind.Demos, StormScenarios.EntryChangedInAFloodAsync),
        .. Of("entry-changed-while-away", ChaosKind.Demos, StormScenarios.EntryChangedWhileAwayAsync),
        .. Of("one-frozen-of-five", ChaosKind.Demos, CompanyScenarios.OneFrozenOfFiveAsync),
        .. Of("one-flooding-of-five", ChaosKind.Demos, CompanyScenarios.OneFloodingOfFiveAsync),
        .. OwnScenarios.All,
    ];

    private static IEnumerable<ChaosCase> Of(string scenario, IEnumerable<ChaosKind> kinds, Func<Stage, Task> playAsync, bool isImpatient = false) =>
        kinds.Select(kind => new ChaosCase($"{kind.Name}/{scenario}", () => kind.StartAsync(isImpatient), playAsync));
}
