using Gateway.Configuration;
using Microsoft.Extensions.Primitives;

namespace Gateway.Access;

/// <summary>
/// Looks every second for keys that were added, changed, removed or have expired, and closes what came in with them. The key file is
/// found changed by its time and length: that works on every file system, where being told of changes does not. A mistake leaves the
/// keys as they are, so that the door never stands wider open for it.
/// </summary>
internal sealed partial class KeyWatch(
    KeySources sources, KeyStore store, KeyConnections connections, AuditLog audit, WrongKeys wrongKeys, AccessOptions options, IConfiguration configuration, TimeProvider time, ILogger<KeyWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly UnreadableFiles _unreadable = new();
    private string _told = "";

    /// <summary>What came between the start's reading and this watch is read once more.</summary>
    private volatile bool _isConfigurationNew = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.AllowAnonymous)
        {
            LogAnonymous(logger);
        }

        if (sources.File?.Exposure is { } exposure)
        {
            LogExposed(logger, exposure);
        }

        _unreadable.Watch(configuration, static _ => { });
        using var registration = ChangeToken.OnChange(configuration.GetReloadToken, () => _isConfigurationNew = true);
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Refresh();
                connections.Check();
                wrongKeys.Forget();
                audit.TellSuppressed();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }

    private void Refresh()
    {
        // While a file is no JSON the framework shows none of it; the one who edits it is not done yet, and is told so elsewhere.
        var isConfigurationDue = _isConfigurationNew && _unreadable.Names.Count == 0;
        var isFileDue = sources.File?.HasChanged == true;
        if (!isConfigurationDue && !isFileDue)
        {
            return;
        }

        var faults = new ConfigurationFaults();
        if (isConfigurationDue)
        {
            _isConfigurationNew = false;
            sources.ReadConfiguration(faults);
        }

        if (isFileDue)
        {
            sources.ReadFile(faults);
        }

        var doubles = new ConfigurationFaults();
        var keys = sources.Join(doubles);
        if (!doubles.Any)
        {
            Take(keys);
        }

        faults.AddAll(doubles);
        Tell(faults);
    }

    private void Take(IReadOnlyList<AccessKey> keys)
    {
        var (hadKeys, wasNeeded) = (store.Count > 0, store.IsKeyNeeded);
        foreach (var change in store.Replace(keys))
        {
            audit.KeyChanged(change);
        }

        if (store.IsKeyNeeded && !wasNeeded)
        {
            LogClosed(logger);
        }
        else if (hadKeys && keys.Count == 0 && store.IsKeyNeeded)
        {
            LogLast(logger);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "ANYBODY WHO REACHES THIS GATEWAY MAY COMMAND YOUR HUBS: Gateway:Access:AllowAnonymous is true. Make access keys ('key add') and take it out.")]
    private static partial void LogAnonymous(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Exposure}")]
    private static partial void LogExposed(ILogger logger, string exposure);

    [LoggerMessage(Level = LogLevel.Information, Message = "There is an access key now, so nobody comes in without one any more, from this machine either.")]
    private static partial void LogClosed(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The last access key was removed. Nobody comes in until there is another one, or the gateway is started again.")]
    private static partial void LogLast(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "Access keys were not taken over; those that counted go on. {Faults}")]
    private static partial void LogFaults(ILogger logger, string faults);
}
