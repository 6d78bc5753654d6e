namespace Gateway.Configuration;

/// <summary><c>--help</c>: how to start the program; and <c>--version</c>: which it is.</summary>
internal static class StartHelp
{
    private const string Usage = """
        Usage (from the sources: dotnet run --project src/Gateway -- …; published: dotnet Gateway.dll …)
          (nothing)                          serves the hubs of appsettings.json on http://127.0.0.1:5280
          --demo                             serves a demo house; reads nothing of your configuration
          pair deconz <url> [--fingerprint sha256:<64 digits>]
                                             gets an API key from a deCONZ gateway, and ends
          key add <name> --scope <scope> [--scope <scope> …] [--expires 30d|2027-01-01]
                                             makes an access key for a client, such as
                                             key add "wall tablet" --scope read:home/entities/light.* --scope command:home
          check [hub] [--json]               looks at every hub step by step (name, connection, TLS, HTTP, login) and at the
                                             gateway's own place, says what to do, and ends
          healthcheck                        asks the gateway that runs at the configured address whether it lives, and ends
          key list, key remove <name>        shows and removes access keys
        Options
          --urls http://127.0.0.1:7000       another address
          --record <folder>                  writes what goes between the gateway and each hub to <folder>/<hub>.jsonl, secrets masked
          --replay <folder>                  plays such recordings in place of the configured hubs; reads nothing of your configuration
          --replay-speed 10                  how many times faster; 0: as fast as possible; default 1
          --environment <name>               reads appsettings.<name>.json too; default Production
          --contentRoot <folder>             where appsettings.json and wwwroot are; default: the working directory
          --<key>=<value>                    any key of the configuration, such as --Gateway:Commands:Timeout=00:00:05
          --version                          the version
          --help                             this text
        Exit codes: 0 after a normal end, 1 after a fault of the gateway or when 'check' finds something that fails, 2 for mistakes in the configuration or the command line, or when the address is taken.
        """;

    private const string Version = "--version";

    public static bool IsAsked(IReadOnlyList<string> args) => args.Any(static argument => argument is "--help" or "-h" or "-?" or "/?" or Version);

    /// <summary>Returns the process' exit code.</summary>
    public static int Show(IReadOnlyList<string> args, TextWriter output)
    {
        output.WriteLine(args.Contains(Version, StringComparer.Ordinal) ? $"{ProductVersion.Name} {ProductVersion.Short}" : Usage);
        return 0;
    }

    /// <summary>Says what keeps the program from starting; returns the process' exit code.</summary>
    public static int Tell(ConfigurationFaults faults, TextWriter error)
    {
        error.WriteLine(faults.ToString());
        return 2;
    }
}
