using Gateway.Configuration;

namespace Gateway.Settings;

/// <summary>
/// Looks every second whether somebody else changed the file, such as by putting a copy in its place, and tells what a person should
/// know of it. By time and length: that works on every file system.
/// </summary>
internal sealed partial class HubSettingsWatch(HubSettingsStore store, HubSettings settings, TimeProvider time, ILogger<HubSettingsWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private string _told = "";
    private string? _toldExposure;
    private string _toldShadowed = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                var faults = new ConfigurationFaults();
                store.Refresh(faults);
                Tell(faults);
                TellExposure();
                TellShadowed();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }

    /// <summary>Once for as long as it stays the same.</summary>
    private void Tell(ConfigurationFaults faults)
    {
        var text = faults.Any ? faults.ToString() : "";
        if (text.Length > 0 && !string.Equals(text, _told, StringComparison.Ordinal))
        {
            LogFaults(logger, text);
        }

        _told = text;
    }

    private void TellExposure()
    {
        var exposure = store.Exposure;
        if (exposure is not null && !string.Equals(exposure, _toldExposure, StringComparison.Ordinal))
        {
            LogExposed(logger, exposure);
        }

        _toldExposure = exposure;
    }

    private void TellShadowed()
    {
        var shadowed = settings.Shadowed.ToArray();
        var text = string.Join(", ", shadowed.Select(static row => $"{row.Hub}: {row.Place}"));
        if (!string.Equals(text, _toldShadowed, StringComparison.Ordinal))
        {
            foreach (var (hub, place) in shadowed)
            {
                LogShadowed(logger, hub, place);
            }
        }

        _toldShadowed = text;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Exposure}")]
    private static partial void LogExposed(ILogger logger, string exposure);

    [LoggerMessage(Level = LogLevel.Error, Message = "The hubs that were added on the page were not read again; those that counted go on. {Faults}")]
    private static partial void LogFaults(ILogger logger, string faults);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hub {Hub} was added on the page and stands in {Place} too. What stands there counts, all of it; take one of them out.")]
    private static partial void LogShadowed(ILogger logger, string hub, string place);
}
