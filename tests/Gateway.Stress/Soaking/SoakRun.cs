namespace Gateway.Stress.Soaking;

internal sealed class SoakRun : IRun
{
    public static string Summary => "not built yet";

    public static Task RunAsync(RunOptions options, Ledger ledger) => Task.CompletedTask;
}
