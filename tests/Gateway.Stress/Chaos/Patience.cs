namespace Gateway.Stress.Chaos;

/// <summary>Waiting for what has to come, on the real clock.</summary>
internal static class Patience
{
    /// <summary>A back-off that has failed four times may wait 16 s; a busy machine adds to it.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(25);

    public static Task<bool> UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    public static async Task<bool> UntilAsync(Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Limit)
            {
                return false;
            }

            await Task.Delay(Step, TimeProvider.System, CancellationToken.None);
        }

        return true;
    }

    public static Task WaitAsync(double milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, CancellationToken.None);
}
