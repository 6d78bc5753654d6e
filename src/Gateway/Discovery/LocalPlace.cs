using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Gateway.Discovery;

/// <summary>One of this machine's places in a network.</summary>
/// <param name="Address">IPv4.</param>
/// <param name="PrefixLength">How many bits of it name the network.</param>
internal sealed record LocalPlace(IPAddress Address, int PrefixLength)
{
    /// <summary>Machines with many containers have many; further ones are left out.</summary>
    private const int Most = 16;

    /// <summary>Those of all interfaces that are up, lead to others, and can ask all of them at once.</summary>
    public static IReadOnlyList<LocalPlace> All()
    {
        try
        {
            return
            [
                .. NetworkInterface.GetAllNetworkInterfaces()
                    .Where(static card => card is { OperationalStatus: OperationalStatus.Up, SupportsMulticast: true, NetworkInterfaceType: not NetworkInterfaceType.Loopback })
                    .SelectMany(static card => card.GetIPProperties().UnicastAddresses)
                    .Where(static address => address.Address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address.Address))
                    .Select(static address => new LocalPlace(address.Address, address.PrefixLength))
                    .Take(Most),
            ];
        }
        catch (NetworkInformationException)
        {
            // Some sandboxes do not let a program look.
            return [];
        }
    }

    /// <summary>Whether an answer may come from there: only neighbours are asked, so a stranger's was not asked for.</summary>
    public bool IsNeighbour(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetwork)
        {
            return false;
        }

        var (own, other) = (Address.GetAddressBytes(), address.GetAddressBytes());
        var isSame = true;
        for (var bit = 0; bit < PrefixLength && isSame; bit++)
        {
            isSame = ((own[bit / 8] ^ other[bit / 8]) & (0x80 >> (bit % 8))) == 0;
        }

        return isSame;
    }
}
