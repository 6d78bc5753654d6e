namespace Gateway.Configuration;

/// <summary>
/// Finds what on the command line nobody would read. The framework takes any switch for a configuration key, so that a misspelt
/// one would be silently ignored.
/// </summary>
internal static class StartSwitches
{
    /// <summary>Read before; what is left of them was written with a value that they do not have.</summary>
    private static readonly string[] Own = ["demo", "help", "version", "record", "replay", "replay-speed"];

    /// <summary>Those of them that have a value, which was missing or none.</summary>
    private static readonly Dictionary<string, string> Valued = new(StringComparer.OrdinalIgnoreCase)
    {
        ["record"] = "a folder, such as --record recordings",
        ["replay"] = "a folder with recordings, such as --replay recordings",
        ["replay-speed"] = "how many times faster, such as --replay-speed 10; 0 is as fast as possible",
    };

    /// <summary>What the framework reads that stands below no section, and the sections.</summary>
    private static readonly string[] Named =
    [
        "urls", "environment", "contentRoot", "webroot", "http_ports", "https_ports", "https_port", "AllowedHosts", "applicationName", "detailedErrors",
        "captureStartupErrors", "shutdownTimeoutSeconds", "startupTimeout", "preferHostingUrls", "preventHostingStartup", "hostingStartupAssemblies",
        "hostingStartupExcludeAssemblies", "startupAssembly", "suppressStatusMessages", "forwardedHeaders_enabled", "servicesStartConcurrently", "servicesStopConcurrently",
        "Gateway", "Logging", "Kestrel",
    ];

    public static void RefuseUnknown(IReadOnlyList<string> args, ConfigurationFaults faults)
    {
        for (var index = 0; index < args.Count; index++)
        {
            var argument = args[index];
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var written = equals < 0 ? argument : argument[..equals];
            var key = KeyOf(written);

            // Without a prefix the framework reads key=value only, with one dash nothing.
            var isSwitch = key.Length < written.Length || equals >= 0;
            if (!isSwitch || IsShort(written) || !IsKnown(key))
            {
                faults.Add(ShownText.Cut(written), Valued.TryGetValue(key, out var value) ? $"needs {value}." : $"is no option, and no key of the configuration.{Guess(key)} --help lists the options.");
            }

            index += isSwitch && equals < 0 && index + 1 < args.Count && !args[index + 1].StartsWith("--", StringComparison.Ordinal) ? 1 : 0;
        }
    }

    private static string KeyOf(string written) => written.StartsWith("--", StringComparison.Ordinal) ? written[2..] : IsShort(written) || written.StartsWith('/') ? written[1..] : written;

    private static bool IsShort(string written) => written.StartsWith('-') && !written.StartsWith("--", StringComparison.Ordinal);

    /// <summary>A key below a section may be anybody's.</summary>
    private static bool IsKnown(string key) => key.Contains(':', StringComparison.Ordinal) || Named.Contains(key, StringComparer.OrdinalIgnoreCase);

    private static string Guess(string key)
    {
        var likely = Own.Concat(Named).MinBy(name => Distance(name, key));
        return likely is not null && Distance(likely, key) <= Math.Max(1, likely.Length / 3) ? $" Did you mean --{likely}?" : "";
    }

    /// <summary>How many letters must be added, taken away or replaced to make one word of the other.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, one.Length + 1).ToArray();
        foreach (var letter in other.Take(64))
        {
            var diagonal = row[0]++;
            for (var index = 1; index < row.Length; index++)
            {
                var replaced = diagonal + (char.ToUpperInvariant(one[index - 1]) == char.ToUpperInvariant(letter) ? 0 : 1);
                diagonal = row[index];
                row[index] = Math.Min(replaced, Math.Min(row[index], row[index - 1]) + 1);
            }
        }

        return row[^1];
    }
}
