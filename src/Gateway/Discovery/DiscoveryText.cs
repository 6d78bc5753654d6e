using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Configuration;

namespace Gateway.Discovery;

/// <summary>Makes what strangers on the network say fit to be shown, and to be put into a form.</summary>
internal static class DiscoveryText
{
    private const int MaxName = 64;
    private const int MaxVersion = 32;
    private const int MaxUrl = 200;

    /// <summary>The first text that is one, in one line, cut.</summary>
    public static string Name(string? told, string otherwise) => Cut(string.IsNullOrWhiteSpace(told) ? otherwise : told, MaxName);

    public static string? Version(string? told) => string.IsNullOrWhiteSpace(told) ? null : Cut(told, MaxVersion);

    /// <summary>An address that a hub's entry could have; null where it is none, or its host has other letters than DNS names have on the wire, which may look like them.</summary>
    public static Uri? Url(string? told) =>
        told is { Length: > 0 and <= MaxUrl }
        && Uri.TryCreate(told, UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https"
        && url.Host.Length > 0
        && Ascii.IsValid(url.Host)
        && url is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 }
            ? url
            : null;

    public static Uri Url(IPAddress address, int port) => new UriBuilder("http", address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString(), port).Uri;

    private static string Cut(string text, int limit)
    {
        var shown = ShownText.Cut(text.Trim());
        return shown.Length <= limit ? shown : shown[..(char.IsHighSurrogate(shown[limit - 1]) ? limit - 1 : limit)] + "…";
    }
}
