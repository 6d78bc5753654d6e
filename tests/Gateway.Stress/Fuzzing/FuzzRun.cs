namespace Gateway.Stress.Fuzzing;

internal sealed class FuzzRun : IRun
{
    public static string Summary => "not built yet";

    public static Task RunAsync(RunOptions options, Ledger ledger) => Task.CompletedTask;
}
