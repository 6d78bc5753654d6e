namespace Gateway.DemoHubs.Hooks;

/// <summary>
/// Sends as fast as clients that read take it. Every 256 times it waits up to 50 ms for backlogs to shrink, so a client which does
/// not read overflows and is dropped.
/// </summary>
internal static class Flood
{
    /// <summary>So many waiting frames are a backlog.</summary>
    public const int Backlog = 1024;

    private const int Batch = 256;
    private const int Patience = 50;

    /// <param name="count">How often.</param>
    /// <param name="send">Called with 0, 1, …</param>
    /// <param name="isBehind">Whether a client has a backlog.</param>
    /// <param name="ended">The hub is disposed.</param>
    public static async Task RunAsync(int count, Action<int> send, Func<bool> isBehind, CancellationToken ended)
    {
        for (var index = 0; index < count; index++)
        {
            send(index);

            // Real sockets empty in real time, whatever clock the house has.
            for (var wait = 0; index % Batch == Batch - 1 && wait < Patience && isBehind(); wait++)
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, ended);
        }
    }
}
