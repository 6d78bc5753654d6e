using System.Collections.Concurrent;
using System.Threading.Channels;
using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Diagnostics;
using Gateway.Subscriptions;
using Microsoft.Extensions.Primitives;

namespace Gateway.Upstreams;

/// <summary>
/// Runs one worker per configured hub. When the configuration changes, only hubs whose own entry changed are added, removed or
/// restarted; clients stay connected. A change with mistakes in it changes nothing.
/// </summary>
internal sealed partial class UpstreamSupervisor(
    IConfiguration configuration, UpstreamFactory factory, SubscriptionRegistry registry, CommandRouter router, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<UpstreamSupervisor> logger)
    : BackgroundService, IVitals
{
    /// <summary>Editors write a file in several steps.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(250);

    /// <summary>What a hub may take to be un-asked for everything before its session is closed; that tells it the same.</summary>
    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(1);

    private readonly UnreadableFiles _unreadable = new();
    private CancellationTokenRegistration _stopping;
    private Task _leaving = Task.CompletedTask;

    /// <summary>Changed by one at a time; looked at by anybody.</summary>
    private readonly ConcurrentDictionary<string, Upstream> _upstreams = new(StringComparer.Ordinal);

    /// <summary>Those of a hub change without its entry where <c>Gateway:Commands</c> does.</summary>
    private readonly Dictionary<string, CommandOptions> _limits = new(StringComparer.Ordinal);

    public IEnumerable<string> Failures() =>
        _upstreams.Where(static row => row.Value.HasFailed).Select(static row => $"Nobody looks after hub '{row.Key}' any more");

    /// <summary>The hubs are known before the first request comes in, and dialled in the background.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ApplyAsync();
        if (_upstreams.IsEmpty)
        {
            LogNoHubs(logger);
        }

        // Clients are to be told before their connections end, so the hubs are left as soon as the end is known.
        _stopping = lifetime.ApplicationStopping.UnsafeRegister(_ => _leaving = LeaveAsync(), null);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _stopping.DisposeAsync();
        try
        {
            await _leaving.WaitAsync(cancellationToken);

            // Where the host is stopped without a word; else for the second time, which does nothing.
            await LeaveAsync().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host's own patience has ended first; it goes on without.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        _unreadable.Watch(configuration, fault => LogUnreadable(logger, fault));
        using var registration = ChangeToken.OnChange(configuration.GetReloadToken, () => changes.Writer.TryWrite(true));
        try
        {
            await foreach (var _ in changes.Reader.ReadAllAsync(stoppingToken))
            {
                await Task.Delay(Settle, time, stoppingToken);
                await ApplyAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopping(logger);
        }
    }

    private async Task LeaveAsync()
    {
        // Each hub's line is asked for below; one that stands still must not hold up the host's stopping.
        await Task.Yield();
        await Task.WhenAll(_upstreams.Values.ToArray().Select(async upstream =>
        {
            using var limit = new CancellationTokenSource(GoodbyeTimeout, time);
            await upstream.Subscriptions.UnwatchAllAsync(limit.Token);
            await upstream.StopAsync("The gateway is stopping.");
            await upstream.Subscriptions.StopAsync();
        }));
    }

    private async Task ApplyAsync()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return;
        }

        if (_unreadable.Names is { Count: > 0 } names)
        {
            LogWaiting(logger, string.Join(", ", names));
            return;
        }

        var faults = new ConfigurationFaults();
        var wanted = UpstreamOptions.ReadAll(configuration, faults);
        if (faults.Any)
        {
            LogFaults(logger, faults.ToString());
            return;
        }

        foreach (var gone in _upstreams.Keys.Except(wanted.Select(static options => options.Hub), StringComparer.Ordinal).ToArray())
        {
            await RemoveAsync(gone, "The hub was removed from the configuration.");
        }

        foreach (var options in wanted)
        {
            var previous = _upstreams.GetValueOrDefault(options.Hub);
            if (previous is null || !string.Equals(previous.Options.Fingerprint, options.Fingerprint, StringComparison.Ordinal))
            {
                await StartAsync(options, previous);
            }
            else if (_limits[options.Hub] != options.Commands)
            {
                Attach(options, previous.Link);
            }
        }
    }

    private async Task StartAsync(UpstreamOptions options, Upstream? previous)
    {
        if (previous is not null && !string.Equals(previous.Options.TopicSpace, options.TopicSpace, StringComparison.Ordinal))
        {
            // Its topics mean something else now: nothing that clients hold could go on.
            await RemoveAsync(options.Hub, "The hub's configuration changed to another kind, or to another name space.");
            previous = null;
        }
        else if (previous is not null)
        {
            await previous.StopAsync("The hub's configuration changed.");
        }

        var upstream = factory.Create(options, previous);
        _upstreams[options.Hub] = upstream;
        upstream.Subscriptions.Limits = () => router.Describe(options.Hub);
        registry.Add(upstream.Subscriptions);
        Attach(options, upstream.Link);
        LogStarting(logger, options.Hub, options.Kind, options.Url.GetLeftPart(UriPartial.Path));
        upstream.Start();
    }

    private void Attach(UpstreamOptions options, UpstreamLink link)
    {
        router.Attach(options.Hub, link, options.Commands);
        _limits[options.Hub] = options.Commands;
    }

    private async Task RemoveAsync(string hub, string reason)
    {
        if (_upstreams.TryRemove(hub, out var upstream))
        {
            router.Detach(hub);
            registry.Remove(upstream.Subscriptions);
            await upstream.StopAsync(reason);
            registry.Retire(upstream.Subscriptions, reason);
            await upstream.Subscriptions.StopAsync();
            LogRemoved(logger, hub);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "No hub is configured. Add one under Gateway:Hubs in appsettings.json, or on the page at /, which shows the lines to paste, too.")]
    private static partial void LogNoHubs(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Hub {Hub} ({Kind}) at {Url} is being connected.")]
    private static partial void LogStarting(ILogger logger, string hub, UpstreamKind kind, string url);

    [LoggerMessage(Level = LogLevel.Information, Message = "Hub {Hub} was removed.")]
    private static partial void LogRemoved(ILogger logger, string hub);

    [LoggerMessage(Level = LogLevel.Error, Message = "The changed configuration was not taken over; what ran goes on. {Faults}")]
    private static partial void LogFaults(ILogger logger, string faults);

    [LoggerMessage(Level = LogLevel.Error, Message = "The changed configuration was not taken over; what ran goes on. {Fault}")]
    private static partial void LogUnreadable(ILogger logger, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The changed configuration waits until {Files} can be read again; what ran goes on.")]
    private static partial void LogWaiting(ILogger logger, string files);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The hubs are being left.")]
    private static partial void LogStopping(ILogger logger);
}
