using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace Gateway.Discovery;

/// <summary>
/// A deCONZ gateway's answer to a search by SSDP (UPnP device architecture 1.1, section 1.3.3), which only it gives: it has its id in a
/// header of its maker's. Where it is, is taken from the sender of the answer, not from what it says: in a container it does not know.
/// </summary>
/// <param name="Id">16 hexadecimal digits.</param>
/// <param name="Port">Of its HTTP API.</param>
internal sealed record SsdpAnswer(string Id, int Port)
{
    public const int MaxBytes = 4096;

    private const int IdLength = 16;

    /// <summary>The question to all. deCONZ answers it for this target once, for all targets thrice.</summary>
    public static byte[] Search { get; } = Encoding.ASCII.GetBytes(
        "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: urn:schemas-upnp-org:device:basic:1\r\n\r\n");

    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SsdpAnswer? answer)
    {
        answer = null;
        if (bytes.Length > MaxBytes || !bytes.StartsWith("HTTP/1.1 200"u8))
        {
            return false;
        }

        string? id = null;
        int? port = null;
        foreach (var line in Encoding.Latin1.GetString(bytes).Split("\r\n"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..].Trim());
            if (name.Equals("GWID.phoscon.de", StringComparison.OrdinalIgnoreCase) && value.Length == IdLength && value.All(char.IsAsciiHexDigit))
            {
                id ??= value.ToUpperInvariant();
            }
            else if (name.Equals("LOCATION", StringComparison.OrdinalIgnoreCase))
            {
                port ??= DiscoveryText.Url(value) is { Scheme: "http" } location ? location.Port : null;
            }
        }

        answer = id is not null && port is > 0 ? new SsdpAnswer(id, port.Value) : null;
        return answer is not null;
    }

    /// <param name="sender">Who gave the answer.</param>
    public DiscoveryFinding From(IPAddress sender) =>
        new DiscoveryFinding("Deconz", $"deCONZ {Id}", DiscoveryText.Url(sender, Port), "deconz") { Places = [DiscoveryFinding.PlaceOf(sender.ToString(), Port)] };
}
