using System.Net;

namespace Gateway.Discovery;

/// <summary>One record of an answer. Which of the optional members are there follows from the type.</summary>
/// <param name="Name">Whose, as <see cref="DnsNames"/> writes names.</param>
/// <param name="Type">Which sort.</param>
internal sealed record DnsRecord(string Name, DnsType Type)
{
    /// <summary>PTR and SRV: the name it leads to.</summary>
    public string? Target { get; init; }

    /// <summary>SRV.</summary>
    public ushort Port { get; init; }

    /// <summary>TXT: the pairs, keys in any case (RFC 6763, section 6.4).</summary>
    public IReadOnlyDictionary<string, string>? Texts { get; init; }

    /// <summary>A and AAAA.</summary>
    public IPAddress? Address { get; init; }
}
