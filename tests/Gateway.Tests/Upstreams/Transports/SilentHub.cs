namespace Gateway.Tests.Upstreams.Transports;

/// <summary>A hub that takes every request and answers none.</summary>
internal static class SilentHub
{
    /// <param name="arrived">Released once for each request.</param>
    public static Task<ScriptedHub> StartAsync(SemaphoreSlim arrived) => ScriptedHub.StartAsync(async context =>
    {
        arrived.Release();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    });
}
