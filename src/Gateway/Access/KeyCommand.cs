using Gateway.Configuration;

namespace Gateway.Access;

/// <summary>
/// <c>key add|list|remove</c>: makes, shows and removes access keys in the key file, and ends. A gateway that runs takes the change over
/// by itself.
/// </summary>
internal static class KeyCommand
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Misused = 2;

    private const string Usage = """
        Usage: key add <name> --scope <scope> [--scope <scope> …] [--expires 30d|2027-01-01]
               key list
               key remove <name>
          --scope    what the key may do: read:home/entities/light.*, command:home, http:home/api/*, raw:chat, metrics, admin
          --expires  from when on it is worth nothing; default: never
        Options of the program's start that say where the configuration is come last, such as --contentRoot <folder>.
        """;

    public static bool IsAsked(IReadOnlyList<string> args) => args is ["key", ..];

    /// <summary>Returns the process' exit code: 0 when it is done, 1 when it could not be, 2 for mistakes on the command line or in the configuration.</summary>
    /// <param name="args">All of the program's arguments.</param>
    /// <param name="output">Takes the key, the only time it is shown, and the list.</param>
    /// <param name="error">Takes what went wrong, and the cure.</param>
    /// <param name="time">The clock of creation and expiry.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error, TimeProvider time)
    {
        var faults = new ConfigurationFaults();
        var line = KeyCommandLine.Read(args, time.GetUtcNow(), faults);
        if (line is null)
        {
            await error.WriteLineAsync(string.Join(Environment.NewLine, faults.All));
            await error.WriteLineAsync(Usage);
            return Misused;
        }

        if (Find(line.Start, faults) is not { } sources)
        {
            await error.WriteLineAsync(faults.ToString());
            return Misused;
        }

        try
        {
            return line.Verb switch
            {
                "list" => await ListAsync(sources, output, time),
                "add" => await AddAsync(line, sources, output, error, time),
                _ => await RemoveAsync(line, sources, output, error),
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var next = KeyFileChange.NextTo(sources.File!.Place());
            await error.WriteLineAsync(File.Exists(next)
                ? $"{next} exists: another change is under way, or one was cut off. If none is, delete that file and try again."
                : $"The key file cannot be written: {exception.Message}");
            return Failed;
        }
    }

    /// <summary>The key file, found as the program's start finds it.</summary>
    private static KeySources? Find(StartArguments start, ConfigurationFaults faults)
    {
        var builder = ConfigurationSetup.CreateBuilder(start, faults).AddConfiguration(start, faults);
        var options = AccessOptions.Read(builder.Configuration, builder.Environment.ContentRootPath, isDemo: false, faults);
        var sources = new KeySources(builder.Configuration, new KeyFile(options.KeyFile!));
        sources.ReadConfiguration(faults);
        sources.ReadFile(faults);
        return faults.Any ? null : sources;
    }

    private static async Task<int> ListAsync(KeySources sources, TextWriter output, TimeProvider time)
    {
        if (sources.Configured.Count + sources.Filed.Count == 0)
        {
            await output.WriteLineAsync($"There are no keys, in {sources.File!.Path} or in the configuration. 'key add' makes one.");
        }

        foreach (var (key, place) in sources.Filed.Select(static key => (key, "")).Concat(sources.Configured.Select(static key => (key, ", in the configuration"))))
        {
            var expiry = key.Expires is not { } end ? "never expires" : key.IsExpired(time.GetUtcNow()) ? $"EXPIRED {Shown(end)}" : $"expires {Shown(end)}";
            await output.WriteLineAsync($"{key.Name}: {string.Join(" ", key.Scopes)}");
            await output.WriteLineAsync($"    created {(key.Created is { } created ? Shown(created) : "at an unknown time")}, {expiry}{place}");
        }

        return Done;
    }

    private static async Task<int> AddAsync(KeyCommandLine line, KeySources sources, TextWriter output, TextWriter error, TimeProvider time)
    {
        using var change = Begin(sources);
        if ((Named(sources.Filed, line.Name) ?? Named(sources.Configured, line.Name)) is { } existing)
        {
            await error.WriteLineAsync($"There is a key called '{existing.Name}' already. Remove it first, or choose another name.");
            return Failed;
        }

        if (sources.Filed.Count >= AccessKey.MaxKeys)
        {
            await error.WriteLineAsync($"There are {AccessKey.MaxKeys} keys already; remove some first.");
            return Failed;
        }

        var secret = KeySecret.Create();
        var key = new AccessKey(line.Name, KeySecret.Hash(secret), line.Scopes, time.GetUtcNow(), line.Expires);
        change.Commit([.. sources.Filed, key]);
        await output.WriteLineAsync($"""
            The key '{key.Name}' may: {string.Join(" ", key.Scopes)}{(key.Expires is { } end ? $", until {Shown(end)}" : "")}

              {secret}

            This is the only time it is shown: {sources.File!.Path} holds its SHA-256 alone.
            Send it as 'Authorization: Bearer <key>'. A gateway that runs takes it within 5 s.
            """);
        if (sources.Filed.Count + sources.Configured.Count == 0)
        {
            await output.WriteLineAsync("It is the first key: from now on nobody comes in without one, from this machine either.");
        }

        return Done;
    }

    private static async Task<int> RemoveAsync(KeyCommandLine line, KeySources sources, TextWriter output, TextWriter error)
    {
        if (Named(sources.Configured, line.Name) is { } configured)
        {
            await error.WriteLineAsync($"The key '{configured.Name}' stands in the configuration: take it out of Gateway:Access:Keys there.");
            return Failed;
        }

        using var change = Begin(sources);
        if (Named(sources.Filed, line.Name) is not { } key)
        {
            var known = sources.Filed.Select(static key => $"'{key.Name}'").ToArray();
            await error.WriteLineAsync($"There is no key called '{ShownText.Cut(line.Name)}'; {(known.Length == 0 ? "there are none" : $"there are {string.Join(", ", known)}")}.");
            return Failed;
        }

        change.Commit(sources.Filed.Where(other => other != key));
        await output.WriteLineAsync($"The key '{key.Name}' is removed. A gateway that runs closes its connections within 5 s.");
        return Done;
    }

    /// <summary>From here on no other process changes the file; what one changed a moment ago is read.</summary>
    private static KeyFileChange Begin(KeySources sources)
    {
        var change = KeyFileChange.Begin(sources.File!);
        var faults = new ConfigurationFaults();
        sources.ReadFile(faults);
        if (faults.Any)
        {
            change.Dispose();
            throw new IOException(faults.All[0]);
        }

        return change;
    }

    private static AccessKey? Named(IReadOnlyList<AccessKey> keys, string name) => keys.FirstOrDefault(key => string.Equals(key.Name, name, StringComparison.OrdinalIgnoreCase));

    private static string Shown(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture);
}
