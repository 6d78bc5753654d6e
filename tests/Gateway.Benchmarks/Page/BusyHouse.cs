using System.Globalization;
using Gateway.DemoHubs.HomeAssistant;

namespace Gateway.Benchmarks.Page;

/// <summary>Changes so many states a second, in small lots, from its making until it is stopped.</summary>
internal sealed class BusyHouse : IDisposable
{
    /// <summary>Sensors that take turns.</summary>
    public const int Entities = 200;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public BusyHouse(HomeAssistantDemoHub home, int rate) => _running = RunAsync(home, rate, _stop.Token);

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public void Dispose() => _stop.Dispose();

    private static async Task RunAsync(HomeAssistantDemoHub home, int rate, CancellationToken stop)
    {
        var begin = TimeProvider.System.GetTimestamp();
        var sent = 0L;
        while (!stop.IsCancellationRequested)
        {
            for (var due = (long)(TimeProvider.System.GetElapsedTime(begin).TotalSeconds * rate); sent < due; sent++)
            {
                home.SetState(
                    string.Create(CultureInfo.InvariantCulture, $"sensor.extra_{(sent % Entities) + 1:0000}"),
                    (sent / 10.0).ToString("0.0", CultureInfo.InvariantCulture));
            }

            await Task.Delay(Step, TimeProvider.System, CancellationToken.None);
        }
    }
}
