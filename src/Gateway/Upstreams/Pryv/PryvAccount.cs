using Gateway.Configuration;

namespace Gateway.Upstreams.Pryv;

/// <summary>One account and the key to it.</summary>
/// <param name="Url">Where its server is, free of credentials; of the form <c>https://user.domain</c>, <c>https://host/user</c>, or the host alone.</param>
/// <param name="User">Lower case: the server knows the socket's namespace by exactly this.</param>
/// <param name="Token">An access token; static until it is revoked.</param>
internal sealed record PryvAccount(Uri Url, string User, Secret Token)
{
    /// <summary>The socket's namespace. Any other spelling is accepted by the server, but hears nothing and can silence this one.</summary>
    public string Namespace => "/" + User;

    /// <summary>The server's root: Socket.IO listens there, whatever path the account has.</summary>
    public Uri Origin => new(Url.GetLeftPart(UriPartial.Authority));

    /// <summary>The root of the account's HTTP API, with a closing slash.</summary>
    public Uri Api
    {
        get
        {
            var path = Url.AbsolutePath.Trim('/');
            if (path.Length == 0 && !Url.Host.StartsWith(User + ".", StringComparison.OrdinalIgnoreCase))
            {
                path = User;
            }

            return new Uri(Origin, path.Length == 0 ? "/" : $"/{path}/");
        }
    }

    /// <summary>Tells accounts apart: what was fetched from one says nothing of another.</summary>
    public string Identity => Api.AbsoluteUri;
}
