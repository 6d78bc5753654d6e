namespace Gateway.Upstreams.Pryv;

/// <summary>
/// Where the token may go when a server says that the account lives elsewhere: to the same host or another one of the same
/// domain, never from https to http, and nowhere else by itself.
/// </summary>
internal static class PryvKinship
{
    public static bool Is(Uri home, Uri core)
    {
        if (core.Scheme is not ("http" or "https") || (home.Scheme is "https" && core.Scheme is not "https") || core.UserInfo.Length > 0)
        {
            return false;
        }

        if (string.Equals(home.Host, core.Host, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        return home.HostNameType == UriHostNameType.Dns && core.HostNameType == UriHostNameType.Dns && IsBelow(core.Host, DomainOf(home.Host));
    }

    /// <summary>The host without its first label, where at least two remain; the last one alone belongs to everybody.</summary>
    private static string DomainOf(string host)
    {
        var parent = host[(host.IndexOf('.', StringComparison.Ordinal) + 1)..];
        return parent.Contains('.', StringComparison.Ordinal) ? parent : host;
    }

    private static bool IsBelow(string host, string domain) =>
        string.Equals(host, domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);
}
