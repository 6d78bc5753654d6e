using System.Net;
using System.Net.Sockets;

namespace Gateway.Access;

/// <summary>Where a request comes from.</summary>
internal static class ClientAddress
{
    private const int NetworkBytes = 8;

    /// <summary>For people: the address, or <c>local</c> where there is none, as on a Unix socket.</summary>
    public static string Of(IPAddress? address) => Plain(address)?.ToString() ?? "local";

    /// <summary>What one client is counted by: an IPv4 address, or the first 64 bits of an IPv6 one, as every house has so many of these.</summary>
    public static string Block(IPAddress? address)
    {
        if (Plain(address) is not { AddressFamily: AddressFamily.InterNetworkV6 } six || IPAddress.IsLoopback(six))
        {
            return Of(address);
        }

        var bytes = six.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return $"{new IPAddress(bytes)}/64";
    }

    /// <summary>Whether it is this machine.</summary>
    public static bool IsHere(IPAddress? address) => Plain(address) is not { } known || IPAddress.IsLoopback(known);

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
