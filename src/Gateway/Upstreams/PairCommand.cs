using Gateway.Configuration;
using Gateway.Upstreams.Deconz;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams;

/// <summary><c>pair deconz &lt;url&gt;</c>: gets a credential from a hub that gives it away at the push of a button, and ends.</summary>
internal static class PairCommand
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Misused = 2;

    private const string Usage = """
        Usage: pair deconz <url> [--fingerprint sha256:<64 digits>]
          <url>          the gateway's address, such as http://192.168.1.202
          --fingerprint  for an https address: accepts exactly this certificate
        """;

    public static bool IsAsked(IReadOnlyList<string> args) => args is ["pair", ..];

    /// <summary>Returns the process' exit code: 0 when there is a key, 1 when the hub gave none, 2 for wrong arguments.</summary>
    /// <param name="args">All of the program's arguments.</param>
    /// <param name="output">Takes the key.</param>
    /// <param name="error">Takes what went wrong.</param>
    /// <param name="time">The clock of the waits between questions.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args, TextWriter output, TextWriter error, TimeProvider time, CancellationToken cancellationToken)
    {
        var faults = new ConfigurationFaults();
        if (Read(args, faults) is not { } hub)
        {
            foreach (var fault in faults.All)
            {
                await error.WriteLineAsync(fault);
            }

            await error.WriteLineAsync(Usage);
            return Misused;
        }

        var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddLogging().AddHubHttp();
        await using var provider = services.BuildServiceProvider();
        var pairing = new DeconzPairing(provider.GetRequiredService<HubHttpFactory>().Create(hub), hub.Url, output, time);
        if (await pairing.RunAsync(cancellationToken) is not { } refusal)
        {
            return Done;
        }

        await error.WriteLineAsync(refusal);
        return Failed;
    }

    private static UpstreamOptions? Read(IReadOnlyList<string> args, ConfigurationFaults faults)
    {
        var (kind, url, fingerprint) = args switch
        {
            [_, var one, var two] => (one, two, (string?)null),
            [_, var one, var two, "--fingerprint", var three] => (one, two, three),
            _ => (null, null, null),
        };
        if (kind is null)
        {
            return null;
        }

        if (!string.Equals(kind, "deconz", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add("pair", $"'{kind}' is no kind of hub that can be paired; allowed is deconz.");
        }

        // Read like a hub's entry, so that both know the same mistakes.
        var entry = new ConfigurationBuilder().AddInMemoryCollection([new("pair:url", url), new("pair:Tls:Fingerprint", fingerprint)]).Build();
        var reader = new SectionReader(entry.GetSection("pair"), faults);
        var address = reader.HttpUrl("url");
        var tls = TlsOptions.Read(reader.Section("Tls"));
        return faults.Any ? null : new UpstreamOptions("pair", UpstreamKind.Deconz, address!, Token: null, Enabled: true, tls, "");
    }
}
