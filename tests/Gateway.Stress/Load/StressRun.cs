namespace Gateway.Stress.Load;

internal sealed class StressRun : IRun
{
    public static string Summary => "not built yet";

    public static Task RunAsync(RunOptions options, Ledger ledger) => Task.CompletedTask;
}
