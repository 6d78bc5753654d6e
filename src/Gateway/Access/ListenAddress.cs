using System.Net;

namespace Gateway.Access;

/// <summary>An address to listen at, such as <c>http://127.0.0.1:5280</c>, read as the server will read it.</summary>
internal static class ListenAddress
{
    private const string Form = "Write http://127.0.0.1:5280, http://[::1]:5280 or http://*:5280: a scheme, an address of this machine and a port";

    /// <summary>What the server could not listen at, and the cure; null where it can.</summary>
    public static string? Fault(string address) => TryParse(address) switch
    {
        null => $"'{address}' is no address to listen at. {Form}.",
        { Scheme: not ("http" or "https") } parsed => $"'{address}' has the scheme '{parsed.Scheme}'; http and https are served. {Form}.",
        { IsUnixPipe: true } or { IsNamedPipe: true } => null,
        { Host: "" } => $"'{address}' names no address of this machine. {Form}.",
        // The server takes whatever is no IP address for a name, and listens on all addresses then: with 127.0.0.1:abc too.
        { Host: var host } when !host.StartsWith('[') && host.Contains(':', StringComparison.Ordinal) => $"'{address}' has no port that could be read; it is a number from 0 to 65535. {Form}.",
        { Port: < 0 or > IPEndPoint.MaxPort } parsed => $"'{address}' has the port {parsed.Port}; it is a number from 0 to 65535.",
        { PathBase.Length: > 0 } parsed => $"'{address}' has a path. Leave out '{parsed.PathBase}': a proxy in front says with X-Forwarded-Prefix below which path it serves the gateway.",
        _ => null,
    };

    /// <summary>Whether it is for this machine alone.</summary>
    public static bool IsLoopback(string address) =>
        TryParse(address) is { } parsed && (parsed.IsUnixPipe || parsed.IsNamedPipe || IsLoopbackHost(parsed.Host));

    public static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static BindingAddress? TryParse(string address)
    {
        try
        {
            return BindingAddress.Parse(address);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
