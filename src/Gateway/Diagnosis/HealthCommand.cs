using System.Net.Sockets;
using Gateway.Access;
using Gateway.Configuration;

namespace Gateway.Diagnosis;

/// <summary><c>healthcheck</c>: asks the gateway that runs beside it, at the address that the same configuration gives, whether it lives; for containers, which have no other program for that.</summary>
internal static class HealthCommand
{
    private const string Command = "healthcheck";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    public static bool IsAsked(IReadOnlyList<string> args) => args is [Command, ..];

    /// <summary>Answers the process' exit code: 0 when it lives, 1 when not, 2 for mistakes in the configuration.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, TimeProvider time)
    {
        var faults = new ConfigurationFaults();
        var arguments = StartArguments.Parse(args[1..]);
        var builder = ConfigurationSetup.CreateBuilder(arguments, faults).AddConfiguration(arguments, faults);
        if (faults.Any)
        {
            return StartHelp.Tell(faults, error);
        }

        if (Served(builder.Configuration).Select(Reachable).FirstOrDefault(static address => address is not null) is not { } address)
        {
            await error.WriteLineAsync("The configuration names no address with a port at which the gateway could be asked.");
            return 2;
        }

        if (await AskAsync(address, time) is { } fault)
        {
            await error.WriteLineAsync($"{address}healthz: {fault}");
            return 1;
        }

        await output.WriteLineAsync("live");
        return 0;
    }

    /// <summary>Where the gateway listens, of the addresses that it is given: Kestrel takes its endpoints instead of all others.</summary>
    private static IEnumerable<string> Served(IConfiguration configuration)
    {
        var rows = BindRule.Addresses(configuration).ToArray();
        var endpoints = rows.Where(static row => row.Key.StartsWith("Kestrel:Endpoints:", StringComparison.OrdinalIgnoreCase)).ToArray();
        return (endpoints.Length > 0 ? endpoints : rows).Select(static row => row.Address);
    }

    /// <summary>Where this machine reaches what listens at an address; null where that cannot be told.</summary>
    internal static Uri? Reachable(string address)
    {
        // What stands for every address is no host name that could be asked.
        var known = address.Replace("://+", "://127.0.0.1", StringComparison.Ordinal).Replace("://*", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal).Replace("://[::]", "://[::1]", StringComparison.Ordinal);
        return Uri.TryCreate(known, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", Port: > 0, Host: not "unix" } ? new Uri(url.GetLeftPart(UriPartial.Authority) + "/") : null;
    }

    private static async Task<string?> AskAsync(Uri address, TimeProvider time)
    {
        // It is this machine, and nothing is sent that anybody could want: whose certificate it is does not matter.
        using var limit = new CancellationTokenSource(Limit, time);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true } });
        try
        {
            using var answer = await http.GetAsync(new Uri(address, "healthz"), limit.Token);
            return answer.IsSuccessStatusCode ? null : $"HTTP {(int)answer.StatusCode}";
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return $"no answer within {Limit.TotalSeconds:0} s";
        }
        catch (HttpRequestException exception)
        {
            return exception.InnerException is SocketException socket ? socket.Message : exception.Message;
        }
    }
}
