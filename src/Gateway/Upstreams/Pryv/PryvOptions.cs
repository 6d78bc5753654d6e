using System.Buffers;
using Gateway.Configuration;

namespace Gateway.Upstreams.Pryv;

/// <summary>What a hub's entry says of a Pryv account: <c>User</c> and <c>Dialect</c>.</summary>
internal sealed record PryvOptions
{
    private const int MaxUserLength = 100;

    private static readonly SearchValues<char> UserCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>
    /// The account's user name, lower case. Default: the last part of the address' path, else the first label of a host with at
    /// least three.
    /// </summary>
    public string User { get; init; } = "";

    /// <summary>Which protocol its server speaks. Default <see cref="PryvDialect.Auto"/>: found out on connecting.</summary>
    public PryvDialect Dialect { get; init; }

    /// <param name="hub">The hub's entry.</param>
    /// <param name="url">Its address; null when that was no address.</param>
    public static PryvOptions Read(SectionReader hub, Uri? url)
    {
        var user = (hub.Text("User") ?? (url is null ? null : UserOf(url)))?.ToLowerInvariant();
        if (user is null && url is not null)
        {
            hub.Fault("User", "is missing, and the address does not tell it; it is the account's user name, such as mathurin.");
        }
        else if (user is { Length: > MaxUserLength } || user.AsSpan().ContainsAnyExcept(UserCharacters))
        {
            hub.Fault("User", $"'{user}' is no user name: it has the characters a-z, 0-9, '-' and '_' only, at most {MaxUserLength}.");
        }

        return new PryvOptions { User = user ?? "", Dialect = hub.Choice<PryvDialect>("Dialect", PryvDialect.Auto) };
    }

    /// <summary>Takes an API endpoint such as <c>https://token@host/user/</c> apart, so that nobody prints the token with the address.</summary>
    /// <param name="hub">The hub's entry.</param>
    /// <param name="url">Its address, with or without a token.</param>
    /// <param name="token">What the entry says as <c>Token</c>.</param>
    public static (Uri Url, string? Token) SplitEndpoint(SectionReader hub, Uri url, string? token)
    {
        if (url.UserInfo.Length == 0)
        {
            return (url, token);
        }

        var own = Uri.UnescapeDataString(url.UserInfo);
        if (own.Contains(':', StringComparison.Ordinal))
        {
            hub.Fault("Url", "carries a name and a password; a Pryv API endpoint carries the access token alone, https://token@host/.");
        }
        else if (token is not null && !string.Equals(token, own, StringComparison.Ordinal))
        {
            hub.Fault("Token", "is not the token that 'Url' carries; leave one of them out.");
        }

        return (new UriBuilder(url) { UserName = "", Password = "" }.Uri, own);
    }

    private static string? UserOf(Uri url)
    {
        var path = url.AbsolutePath.Trim('/');
        if (path.Length > 0)
        {
            return path[(path.LastIndexOf('/') + 1)..];
        }

        return url.HostNameType == UriHostNameType.Dns && url.Host.Split('.') is [var user, _, _, ..] ? user : null;
    }
}
