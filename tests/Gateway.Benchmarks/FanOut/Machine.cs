using System.Globalization;

namespace Gateway.Benchmarks.FanOut;

/// <summary>What numbers depend on.</summary>
internal static class Machine
{
    /// <summary>How many files this process, and those it starts, may have open.</summary>
    public static int OpenFiles
    {
        get
        {
            var line = File.ReadLines("/proc/self/limits").First(static line => line.StartsWith("Max open files", StringComparison.Ordinal));
            var soft = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
            return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : int.MaxValue;
        }
    }

    /// <summary>As given after <c>--</c>.</summary>
    public static string Arguments => string.Join(' ', Environment.GetCommandLineArgs().Skip(1));

    public static string Describe()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim();
        var release = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        return $"{TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC, {Environment.ProcessorCount} cores ({model ?? "unknown processor"}), Linux {release}, .NET {Environment.Version}, load average {Load}";
    }

    /// <summary>Of the last minute; above what the measurement makes itself, others were at work.</summary>
    private static string Load => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
