namespace Gateway.Stress.Chaos;

internal sealed class ChaosRun : IRun
{
    public static string Summary => "not built yet";

    public static Task RunAsync(RunOptions options, Ledger ledger) => Task.CompletedTask;
}
