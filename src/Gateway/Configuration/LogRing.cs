namespace Gateway.Configuration;

/// <summary>
/// The newest 500 lines of the log, for a report about a fault: the gateway's own from Information on, everybody's from Warning on, as far as
/// the log's levels let them through, with credentials taken out and at most 4,000 characters each. Thread-safe.
/// </summary>
internal sealed class LogRing(TimeProvider time) : ILoggerProvider
{
    public const int Capacity = 500;

    /// <summary>More than is shown: what is cut in two is not found when it is to be taken out.</summary>
    private const int MaxLine = 4_000;

    private const string Own = "Gateway";

    /// <summary>Who did what is nobody's business elsewhere, and its arguments may be the code of a lock.</summary>
    private const string Audit = "Gateway.Audit";

    private readonly Lock _gate = new();
    private readonly Queue<LogRingLine> _lines = new(Capacity);

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<LogRingLine> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => new RingLogger(this, categoryName);

    public void Dispose()
    {
        // Only memory.
    }

    private void Add(LogRingLine line)
    {
        lock (_gate)
        {
            if (_lines.Count == Capacity)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(line);
        }
    }

    private sealed class RingLogger(LogRing ring, string category) : ILogger
    {
        private readonly LogLevel _from = category switch
        {
            Audit => LogLevel.None,
            _ => category.StartsWith(Own, StringComparison.Ordinal) ? LogLevel.Information : LogLevel.Warning,
        };

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= _from && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var text = formatter(state, exception);
                var whole = LogRedaction.Clean((exception is null ? text : $"{text} {exception}").ReplaceLineEndings(" "));
                ring.Add(new LogRingLine(ring.Now, logLevel.ToString(), category, whole.Length > MaxLine ? whole[..MaxLine] : whole));
            }
        }
    }

    private DateTimeOffset Now => time.GetUtcNow();
}

/// <summary>One line of the log.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Level">As the framework calls it, such as <c>Warning</c>.</param>
/// <param name="Category">Who wrote it.</param>
/// <param name="Text">What, with its exception.</param>
internal sealed record LogRingLine(DateTimeOffset Time, string Level, string Category, string Text)
{
    private const int MaxShown = 2_000;

    /// <summary>As others may see it: what is secret is taken out, and then at most 2,000 characters are left.</summary>
    public LogRingLine Shown(Func<string, string> clean)
    {
        var text = clean(Text);
        return this with { Text = text.Length > MaxShown ? text[..MaxShown] + "…" : text };
    }
}
