using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Gateway.Diagnostics;

/// <summary>
/// Levels of the log that were set while running, by category: a category's level counts for all whose names begin with it and a dot.
/// They stand over the configuration's, until they are taken back, their time is over, or the process ends. Thread-safe.
/// </summary>
internal sealed partial class LogLevels(TimeProvider time, Lazy<ILogger<LogLevels>> logger) : IConfigureOptions<LoggerFilterOptions>, IOptionsChangeTokenSource<LoggerFilterOptions>, IDisposable
{
    /// <summary>Where a request is logged with its whole address, before anybody could take a ticket out of it: it stays at Warning.</summary>
    public const string RequestLines = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <summary>Who did what is written whatever the levels that are set while running: whoever may set them could else leave no trace.</summary>
    public const string Audit = "Gateway.Audit";

    /// <summary>More are refused: each is looked at for every logger there is.</summary>
    public const int MaxCategories = 100;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _levels = new(StringComparer.OrdinalIgnoreCase);
    private CancellationTokenSource _changed = new();

    public string Name => Options.DefaultName;

    /// <summary>What was set, by category.</summary>
    public IReadOnlyList<(string Category, LogLevel Level, DateTimeOffset? Until)> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _levels.OrderBy(static row => row.Key, StringComparer.Ordinal).Select(static row => (row.Key, row.Value.Level, row.Value.Until))];
            }
        }
    }

    /// <summary>Sets a category's level, or takes back what was set; false when there are <see cref="MaxCategories"/> already.</summary>
    /// <param name="category">A category, or what several begin with, such as <c>Gateway.Upstreams</c>.</param>
    /// <param name="level">Null: the configuration's counts again.</param>
    /// <param name="duration">After which it is taken back by itself; null: never.</param>
    public bool TrySet(string category, LogLevel? level, TimeSpan? duration)
    {
        lock (_gate)
        {
            if (level is not null && _levels.Count >= MaxCategories && !_levels.ContainsKey(category))
            {
                return false;
            }

            if (_levels.Remove(category, out var previous))
            {
                previous.Timer?.Dispose();
            }

            if (level is { } wanted)
            {
                var entry = _levels[category] = new Entry(wanted, time.GetUtcNow() + duration);
                entry.Timer = duration is { } after ? time.CreateTimer(_ => Expire(category, entry), null, after, Timeout.InfiniteTimeSpan) : null;
            }
        }

        Tell();
        LogSet(logger.Value, category, level?.ToString() ?? "what the configuration says", duration?.TotalMinutes);
        return true;
    }

    public void Configure(LoggerFilterOptions options)
    {
        lock (_gate)
        {
            foreach (var (category, entry) in _levels)
            {
                // A rule for the console alone would else stand over one for all.
                options.Rules.Add(new LoggerFilterRule(providerName: null, category, entry.Level, filter: null));
                options.Rules.Add(new LoggerFilterRule(typeof(ConsoleLoggerProvider).FullName, category, entry.Level, filter: null));
            }

            if (_levels.Count > 0)
            {
                options.Rules.Add(new LoggerFilterRule(typeof(ConsoleLoggerProvider).FullName, RequestLines, LogLevel.Warning, filter: null));
            }

            if (_levels.Any(static row => Audit.StartsWith(row.Key, StringComparison.OrdinalIgnoreCase) && row.Value.Level > LogLevel.Information))
            {
                options.Rules.Add(new LoggerFilterRule(providerName: null, Audit, LogLevel.Information, filter: null));
                options.Rules.Add(new LoggerFilterRule(typeof(ConsoleLoggerProvider).FullName, Audit, LogLevel.Information, filter: null));
            }
        }
    }

    public IChangeToken GetChangeToken()
    {
        lock (_gate)
        {
            return new CancellationChangeToken(_changed.Token);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var entry in _levels.Values)
            {
                entry.Timer?.Dispose();
            }

            _levels.Clear();
        }
    }

    /// <summary>Known by itself, not by the clock: timers may be a moment early, and clocks are set.</summary>
    private void Expire(string category, Entry entry)
    {
        lock (_gate)
        {
            if (!_levels.TryGetValue(category, out var current) || !ReferenceEquals(current, entry))
            {
                return;
            }

            _levels.Remove(category);
            entry.Timer?.Dispose();
        }

        Tell();
        LogSet(logger.Value, category, "what the configuration says", minutes: null);
    }

    /// <summary>Outside the lock: whoever hears of it asks at once what has changed.</summary>
    private void Tell()
    {
        CancellationTokenSource told;
        lock (_gate)
        {
            (told, _changed) = (_changed, new CancellationTokenSource());
        }

        told.Cancel();
    }

    private sealed class Entry(LogLevel level, DateTimeOffset? until)
    {
        public LogLevel Level => level;

        public DateTimeOffset? Until => until;

        public ITimer? Timer { get; set; }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The log's level of {Category} is now {Level}, for {Minutes} minutes.")]
    private static partial void LogSetFor(ILogger logger, string category, string level, double minutes);

    [LoggerMessage(Level = LogLevel.Information, Message = "The log's level of {Category} is now {Level}.")]
    private static partial void LogSetForGood(ILogger logger, string category, string level);

    private static void LogSet(ILogger logger, string category, string level, double? minutes)
    {
        if (minutes is { } limit)
        {
            LogSetFor(logger, category, level, limit);
        }
        else
        {
            LogSetForGood(logger, category, level);
        }
    }
}
