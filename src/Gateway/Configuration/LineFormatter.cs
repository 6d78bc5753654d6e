using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Gateway.Configuration;

/// <summary>One line of the console per message: time, level, category, text; an exception below it. The framework's formatters all print event ids.</summary>
internal sealed class LineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var text = LogRedaction.Clean(logEntry.Formatter(logEntry.State, logEntry.Exception).ReplaceLineEndings(" "));
        textWriter.WriteLine($"{time.GetLocalNow():HH:mm:ss} {LevelOf(logEntry.LogLevel)}: {logEntry.Category} {text}");
        if (logEntry.Exception is { } exception)
        {
            textWriter.WriteLine(LogRedaction.Clean(exception.ToString()));
        }
    }

    /// <summary>In the framework's words, which people and scripts look for.</summary>
    private static string LevelOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
