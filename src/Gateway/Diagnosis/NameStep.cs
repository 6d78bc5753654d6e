using System.Net;
using System.Net.Sockets;
using Gateway.Diagnostics;

namespace Gateway.Diagnosis;

/// <summary>Step <c>dns</c>: the name's addresses.</summary>
internal static class NameStep
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public static async Task<(DiagnosisStep Step, IReadOnlyList<IPAddress> Addresses)> RunAsync(Uri url, TimeProvider time, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var literal))
        {
            return (StepClock.Skipped(StepNames.Dns, $"'Url' has an address, {literal}, and no name."), [literal]);
        }

        var clock = new StepClock(StepNames.Dns, time);
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // Not every system's resolver can be cancelled.
            var addresses = await Dns.GetHostAddressesAsync(url.DnsSafeHost, either.Token).WaitAsync(either.Token);
            return addresses.Length == 0
                ? (clock.Failed($"The name '{url.Host}' has no address.", Cure(url)), [])
                : (clock.Ok($"{url.Host} is {string.Join(", ", addresses.Select(static address => address.ToString()))}."), addresses);
        }
        catch (SocketException exception)
        {
            return (clock.Failed($"The name '{url.Host}' is not known to this machine ({exception.SocketErrorCode}).", Cure(url)), []);
        }
        catch (OperationCanceledException)
        {
            return (clock.Failed($"The name service did not answer within {clock.Elapsed.TotalSeconds:0.#} s.", $"Check this machine's name server, or use the hub's IP address in 'Url'."), []);
        }
    }

    private static string Cure(Uri url) => url.Host.EndsWith(".local", StringComparison.OrdinalIgnoreCase)
        ? "Names ending in .local need mDNS on this machine (avahi-daemon and libnss-mdns; not there in most containers). Use the hub's IP address in 'Url'."
        : "Correct the name in 'Url', or use the hub's IP address.";
}
